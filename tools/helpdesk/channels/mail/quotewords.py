"""The words mail programs put around quoted history, by language, as compiled patterns.

Collected from the clients' own translations. A pattern here only proposes: `reply` asks for a date, an address
or several labels besides, since every one of these words is also an ordinary word.
"""

import re


def _any(words: str) -> str:
    return "|".join(re.escape(word.strip()).replace(r"\ ", r"\s+") for word in words.split("|"))


_WROTE = (
    "quoting|zitat von|citando|"
    "wrote|writes|sent|said|schrieb|schrieb am|hat geschrieben|a écrit|a ecrit|a envoyé|écrivait|"
    "escribió|escribio|"
    "ha escrit|va escriure|scrisse|ha scritto|escreveu|schreef|heeft geschreven|het volgende geschreven|skrev|"
    "skrifaði|napsal|napsala|napsal(a)|napsal/a|napísal|napísala|napísal(a)|pisze|napisał|napisała|napisał(a)|"
    "написал|написала|написал(а)|пишет|писал|писала|написав|написала(в)|пише|написа|írta|ezt írta|"
    "a scris|yazdı|"
    "yazmış|şunu yazdı|έγραψε|kirjoitti|rašė|rakstīja|kirjutas|je napisao|je napisala|je napisao/la|napisao je|"
    "je napisal|je napisal/a|skribis|כתב|כתבה|כתב/ה|كتب|كتبت|đã viết|menulis|写道|寫道|написав(ла)|nosūtīja|dijo|"
    "のメッセージ|さんは書きました|wrote this|shkroi|idatzi du|escribiu|作成|작성|님이 작성|님이 작성한 메시지|"
    "のメール|เขียนว่า|เขียน|पर लिखा|ने लिखा"
)
WROTE = re.compile(rf"(?<![^\W\d_])(?:{_any(_WROTE)})(?![^\W\d_])|(?:写道|寫道|のメッセージ|작성)", re.IGNORECASE)

_OPENING = (
    "On|Am|Le|El|Il|Em|Op|Den|På|Dne|Dňa|W dniu|Dnia|В|Вот|Pe|La|În data de|Vào|Vào lúc|Pada|Dana|Dne|Datum|"
    "Ngày|El día|Em|No dia|Il giorno|Am|Op|Tarihinde|Στις|Kl|ב|بتاريخ|في|Від|У|Στις|Kell|Pada|Në|Das|"
    "於|在|Il|Data|Lun|Mar|"
    "Mer|Jeu|Ven|Sam|Dim|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Mo|Di|Mi|Do|Fr|Sa|So|Monday|Tuesday|Wednesday|Thursday|"
    "Friday|Saturday|Sunday|Пн|Вт|Ср|Чт|Пт|Сб|Вс|A|Ap|Quoting|Zitat von"
)
OPENING = re.compile(rf"^(?:[-–—*_>\s]*)(?:{_any(_OPENING)})(?![^\W\d_])|^[-–—*_\s]*\d", re.IGNORECASE)
# An attribution in the middle of a line: some webmail glues it to the last words.
GLUED = re.compile(
    r"(?:-{2,}\s*|(?<=\S)\s+)(On\s+(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"|\d{1,4}[\s./-])[^\n]{0,300}?(?:wrote|sent)\s*:)\s*$"
)

_ORIGINAL = (
    "Original Message|Original Appointment|Original Email|Original Mail|Ursprüngliche Nachricht|"
    "Ursprüngliche Mail|"
    "Ursprünglicher Termin|Ursprungsnachricht|Originalnachricht|Original Nachricht|"
    "Original-Nachricht|Originalmail|"
    "Antwort Nachricht|Message d'origine|Message d’origine|Message original|Message d'origine|Message initial|"
    "Mensaje original|Missatge original|Mensagem original|Messaggio originale|Oprindelig meddelelse|"
    "Oprindelig besked|Oprindelige besked|Oprindelig mail|Opprinnelig melding|Original melding|"
    "Ursprungligt meddelande|Originalmeddelande|Ursprungsmeddelande|Oorspronkelijk bericht|"
    "Origineel bericht|Původní zpráva|Pôvodná správa|Wiadomość oryginalna|Oryginalna wiadomość|"
    "Исходное сообщение|Оригинальное сообщение|Исходное письмо|Вихідне повідомлення|Eredeti üzenet|"
    "Alkuperäinen viesti|原始邮件|邮件原件|Оригинално съобщение|Algne kiri|"
    "Originalus laiškas|Missatge original|原始郵件|原始信件|原邮件|"
    "元のメッセージ|원본 메시지|원본 메일|Orijinal Mesaj|Özgün İleti|"
    "Αρχικό μήνυμα|Mesaj original|Mesajul original|Izvorna poruka|Izvirno sporočilo|Originalna poruka|"
    "Thư gốc|Tin nhắn gốc|Pesan Asli|הודעה מקורית|الرسالة الأصلية|Reply message|Reply Separator|"
    "Reply above this line"
)
_FORWARDED = (
    "Forwarded message|Forwarded Mail|Weitergeleitete Nachricht|Weitergeleitete Mail|Message transféré|"
    "Message transmis|Message réexpédié|Mensaje reenviado|Mensagem encaminhada|Mensagem reencaminhada|"
    "Messaggio inoltrato|Videresendt meddelelse|Videresendt besked|Videresendt melding|"
    "Vidarebefordrat meddelande|"
    "Doorgestuurd bericht|Přeposlaná zpráva|Preposlaná správa|Przekazana wiadomość|Wiadomość przekazana|"
    "Пересылаемое сообщение|Пересланное сообщение|Переслане повідомлення|Továbbított üzenet|"
    "Välitetty viesti|转发邮件|轉寄郵件|转发的邮件|転送メッセージ|전달된 메시지|İletilen mesaj|Yönlendirilmiş ileti|"
    "Προωθημένο μήνυμα|Mesaj redirecționat|Prosljeđena poruka|Thư được chuyển tiếp"
)
SEPARATOR = re.compile(rf"^\s*[-_=*–—]{{2,}}\s*(?:{_any(_ORIGINAL + '|' + _FORWARDED)})\b.{{0,60}}$", re.IGNORECASE)
FORWARDS = re.compile(rf"^\s*[-_=*–—\\]{{2,}}\s*(?:{_any(_FORWARDED)})\b.{{0,60}}$", re.IGNORECASE)
_FORWARD_BEGINS = (
    "Begin forwarded message|Anfang der weitergeleiteten Nachricht|Début du message réexpédié|"
    "Début du message transféré|Inicio del mensaje reenviado|Início da mensagem reencaminhada|"
    "Inizio messaggio inoltrato|Begin doorgestuurd bericht|Start på videresendt besked|"
    "Vidarebefordrat brev|Začátek přeposlané zprávy|Początek przekazywanej wiadomości|"
    "Начало переадресованного сообщения|转发的邮件|以下是转发的邮件|転送されたメッセージ"
)
FORWARD_BEGINS = re.compile(rf"^\s*(?:{_any(_FORWARD_BEGINS)})\s*[:：]", re.IGNORECASE)
REPLY_ABOVE = re.compile(
    r"^.{0,20}(?:(?:please\s+)?(?:type|write|enter)\s+your\s+reply\s+above|reply\s+above\s+this\s+line|"
    r"(?:bitte\s+)?(?:ihre\s+)?antwort(?:en)?\s+(?:bitte\s+)?(?:oberhalb|über)\s+dieser\s+(?:zeile|linie)|"
    r"répon(?:dez|dre)\s+au-dessus\s+de\s+cette\s+ligne|responda\s+(?:por\s+)?encima\s+de\s+esta\s+línea)",
    re.IGNORECASE,
)

_LABELS = {
    "from": "From|Von|De|De la|Fra|Från|Van|Da|Od|Nadawca|Odesílatel|Odesilatel|От|От кого|Від|差出人|送信者|发件人|"
    "寄件者|寄件人|보낸 사람|"
    "보낸사람|Gönderen|Kimden|Feladó|Mittente|Expéditeur|Remitente|Lähettäjä|Από|מאת|من|Šalje|Người gửi|"
    "Từ|Dari|Afzender|Avsändare|Nuo|Saatja|จาก|Pošiljatelj|Remitent",
    "date": "Sent|Date|Datum|Gesendet|Gesendet am|Envoyé|Envoyé le|Enviado|Enviado el|Enviado em|Enviada|"
    "Enviada em|Sendt|"
    "Skickat|Verzonden|Odesláno|Odoslané|Wysłano|Wysłane|Data|Data wysłania|Inviato|Inviata|Dato|"
    "Fecha|Дата|Отправлено|Надіслано|"
    "送信日時|日付|日時|发送时间|发送日期|日期|時間|寄件日期|"
    "보낸 날짜|날짜|Tarih|Gönderilme|Gönderme Tarihi|Gönderildi|Elküldve|Dátum|"
    "Lähetetty|Päiväys|Päivämäärä|Trimis|Ημερομηνία|Στάλθηκε|תאריך|נשלח|تاريخ|Poslano|Đã gửi|Ngày|"
    "Tanggal|Dikirim|Изпратено|Išsiųsta|Nosūtīts|Saadetud|ส่ง|Enviat el|Enviat|Poslato|تم الإرسال",
    "to": "To|An|À|A|Para|Til|Till|Aan|Do|Komu|Кому|Адресат|宛先|收件人|收件者|받는 사람|받는사람|Kime|Alıcı|Címzett|"
    "Destinataire|Destinatario|Destinatário|Vastaanottaja|Către|Προς|אל|إلى|Prima|Za|Tới|Đến|Kepada|Naar|Per|"
    "До|Kam|ถึง|Per a",
    "subject": "Subject|Betreff|Objet|Asunto|Assunto|Emne|Ämne|Onderwerp|Předmět|Predmet|Temat|Oggetto|Тема|件名|"
    "主题|主旨|主題|"
    "제목|Konu|Tárgy|Aihe|Subiect|Subiectul|Θέμα|נושא|الموضوع|Naslov|Chủ đề|Tiêu đề|Perihal|Subjek|"
    "Относно|Tēma|Teema|เรื่อง|Assumpte|Zadeva",
    "other": "Cc|Bcc|Kopie|Copie|Copia|Cópia|Kopia|Kópia|Másolatot kap|Копия|抄送|副本|참조|Bilgi|Importance|"
    "Priority|Wichtigkeit|"
    "Priorität|Reply-To|Antwort an|Répondre à|Attachments|Anlagen|Anhänge|Pièces jointes|Importancia|"
    "Organization|Organisation|X-Mailer|Message-ID|返信先|CC|Prioridad|Priorité|Priorità",
}
_PREFIX = r"^[\s>|*_]*"
_SUFFIX = r"[*_\s]*[:：][*_\s]*"
LABELS = {
    kind: re.compile(rf"{_PREFIX}(?:{_any(words)}){_SUFFIX}(?=(.?))", re.IGNORECASE) for kind, words in _LABELS.items()
}
ANY_LABEL = re.compile(rf"{_PREFIX}(?:{_any('|'.join(_LABELS.values()))}){_SUFFIX}", re.IGNORECASE)

_DEVICE = (
    r"sent\s+(?:wirelessly\s+)?(?:from|via|with|using)\s+(?:[^\s,]+\s+){0,8}[^\s,]+"
    r"|get\s+outlook\s+for\s+\S+.{0,60}|get\s+bluemail.{0,80}"
    r"|(?:diese\s+nachricht\s+wurde\s+)?(?:von\s+(?:meinem|meiner)\s.{1,40}\sgesendet|gesendet\s+(?:von|mit|über)\s.{1,60})"
    r"|outlook\s+für\s+\S+\s+(?:beziehen|herunterladen|abrufen).{0,60}|holen\s+sie\s+sich\s+outlook.{0,60}"
    r"|envoyé\s+(?:de|depuis|à\s+partir\s+de|avec|sans\s+fil)\s.{1,90}|télécharge[rz]\s+outlook.{0,60}|obtenez\s+outlook.{0,60}"
    r"|enviado\s+(?:desde|do|a\s+partir|de|por|con)\s.{1,60}|obt(?:ener|enha|er)\s+(?:o\s+)?outlook.{0,60}"
    r"|inviato\s+(?:da|dal|con)\s.{1,60}|scarica\s+outlook.{0,60}|ottieni\s+outlook.{0,60}"
    r"|verzonden\s+(?:vanaf|van|met|via)\s.{1,60}|verstuurd\s+vanaf\s.{1,60}|outlook\s+voor\s+\S+\s+downloaden.{0,60}"
    r"|skickat\s+från\s.{1,60}|sendt\s+fra\s.{1,60}|hent\s+outlook.{0,60}|lähetetty\s.{1,60}"
    r"|wysłane\s+z\s.{1,60}|wysłano\s+z\s.{1,60}|odesláno\s+z\s.{1,60}|odoslané\s+z\s.{1,60}|poslano\s+(?:s|z|iz|sa)\s.{1,60}"
    r"|отправлено\s+(?:с|из|от)\s.{1,60}|надіслано\s+з\s.{1,60}|trimis\s+(?:de\s+pe|din)\s.{1,60}|elküldve\s.{1,60}"
    r"|.{0,30}から送信|.{0,30}からの送信|发自我的.{1,30}|從我的.{1,30}傳送|從我的.{1,30}|发送自.{1,40}|.{0,40}에서\s*보냄"
    r"|.{1,40}(?:'?[ıiuü]?m?dan|den)\s+gönderildi|στάλθηκε\s+από\s.{1,60}|được\s+gửi\s+từ\s.{1,60}|dikirim\s+dari\s.{1,60}"
)
DEVICE = re.compile(rf"^[\s*_\[(<]*(?:{_DEVICE})[\s*_\])>.!]*$", re.IGNORECASE)
