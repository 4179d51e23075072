"""The visible reply is what the writer said now: no quoted history, no signature, and never nothing by mistake."""

import pytest

from helpdesk.channels.mail.reply import visible_reply

ATTRIBUTIONS = [
    "On Tue, Mar 3, 2026 at 9:41 AM Desk <desk@example.org> wrote:",
    "On 3 Mar 2026, at 09:41, Desk wrote:",
    "On Mar 3, 2026, at 9:41 AM, Desk, Central (Services)\n<desk+0123456789@example.org> wrote:",
    'On Tue, Mar 3, 2026 at 9:41 AM, "Desk" <\ndesk@example.org> wrote:',
    "On Tuesday, 3 March 2026 09:41, Desk <desk@example.org> sent:",
    "-- On Tue, 3 Mar 2026 09:41:00 +0100 Desk <desk@example.org> wrote ---",
    "Desk <desk@example.org> wrote:",
    "Desk <desk@example.org> wrote on 03/03/2026 09:41:11 AM:",
    "Am 03.03.2026 um 09:41 schrieb Desk <desk@example.org>:",
    "Am Di., 3. März 2026 um 09:41 Uhr schrieb Desk <\ndesk@example.org>:",
    "Desk schrieb am 03.03.2026 um 09:41:",
    "Le mar. 3 mars 2026 à 09:41, Desk <desk@example.org> a écrit :",
    "Le 03/03/2026 à 09:41, Desk a écrit :",
    "El mar, 3 mar 2026 a las 9:41, Desk (<desk@example.org>) escribió:",
    "Em ter., 3 de mar. de 2026 às 09:41, Desk <desk@example.org> escreveu:",
    "Il giorno mar 3 mar 2026 alle ore 09:41 Desk <desk@example.org> ha scritto:",
    "Il 03/03/2026 09:41, Desk ha scritto:",
    "Op di 3 mrt. 2026 om 09:41 schreef Desk <desk@example.org>:",
    "Op 3 mrt. 2026 om 09:41 heeft Desk <desk@example.org> het volgende geschreven:",
    "Den tis 3 mars 2026 kl 09:41 skrev Desk <desk@example.org>:",
    "3 mars 2026 kl. 09:41 skrev Desk <desk@example.org>:",
    "Den tirs. 3. mar. 2026 kl. 09.41 skrev Desk <desk@example.org>:",
    "ti 3. maalisk. 2026 klo 9.41 Desk (desk@example.org) kirjoitti:",
    "wt., 3 mar 2026 o 09:41 Desk <desk@example.org> napisał(a):",
    "W dniu 03.03.2026 o 09:41, Desk pisze:",
    "út 3. 3. 2026 v 9:41 odesílatel Desk <desk@example.org> napsal:",
    "Dne 3.3.2026 v 9:41 Desk napsal(a):",
    "Dňa 3. 3. 2026 o 9:41 Desk napísal(a):",
    "вт, 3 мар. 2026 г. в 09:41, Desk <desk@example.org>:",
    "3 марта 2026 г., в 09:41, Desk <desk@example.org> написал(а):",
    "03.03.2026 09:41, Desk пишет:",
    "вт, 3 бер. 2026 р. о 09:41 Desk <desk@example.org> пише:",
    "Desk <desk@example.org> ezt írta (időpont: 2026. márc. 3., K, 9:41):",
    "mar., 3 mar. 2026 la 09:41, Desk <desk@example.org> a scris:",
    "Desk <desk@example.org>, 3 Mar 2026 Sal, 09:41 tarihinde şunu yazdı:",
    "Στις Τρί 3 Μαρ 2026 στις 9:41 π.μ., ο χρήστης Desk <desk@example.org> έγραψε:",
    "Vào Th 3, 3 thg 3, 2026 vào lúc 09:41 Desk <desk@example.org> đã viết:",
    "Pada tanggal Sel, 3 Mar 2026 pukul 09.41 Desk <desk@example.org> menulis:",
    "2026年3月3日(火) 9:41 Desk <desk@example.org>:",
    "2026/03/03 9:41、Desk <desk@example.org>のメール:",
    "Desk <desk@example.org> 于2026年3月3日周二 09:41写道：",
    "在 2026年3月3日，09:41，Desk <desk@example.org> 写道：",
    "2026年3月3日 (火) 午前9:41 Desk <desk@example.org> 寫道：",
    "2026년 3월 3일 (화) 오전 9:41, Desk <desk@example.org>님이 작성:",
    "בתאריך יום ג׳, 3 במרץ 2026 ב-9:41 מאת ‪Desk‬‏ <‪desk@example.org‬‏>:",
    "في ثلاثاء، 3 مارس 2026 في 9:41 ص تمت كتابة ما يلي بواسطة Desk <desk@example.org>:",
    "2026-03-03 9:41 GMT+01:00 Desk <desk@example.org>:",
    "Quoting Desk <desk@example.org>:",
]
BLOCKS = [
    "From: Desk <desk@example.org>\nSent: Tuesday, March 3, 2026 9:41 AM\nTo: Ana\nSubject: Printer",
    "*From:* Desk [mailto:desk@example.org]\n*Sent:* Tuesday, March 3, 2026 9:41 AM\n*To:* Ana\n*Subject:* Printer",
    "**Von:** Desk <desk@example.org>\n**Gesendet:** Dienstag, 3. März 2026 09:41\n**An:** Ana\n**Betreff:** Drucker",
    "________________________________\nVon: Desk\nGesendet: Dienstag, 3. März 2026 09:41\nAn: Ana\nBetreff: Drucker",
    "De : Desk <desk@example.org>\nEnvoyé : mardi 3 mars 2026 09:41\nÀ : Ana\nObjet : Imprimante",
    "De: Desk <desk@example.org>\nEnviado el: martes, 3 de marzo de 2026 9:41\nPara: Ana\nAsunto: Impresora",
    "De: Desk\nEnviada em: terça-feira, 3 de março de 2026 09:41\nPara: Ana\nAssunto: Impressora",
    "Da: Desk <desk@example.org>\nInviato: martedì 3 marzo 2026 09:41\nA: Ana\nOggetto: Stampante",
    "Van: Desk\nVerzonden: dinsdag 3 maart 2026 09:41\nAan: Ana\nOnderwerp: Printer",
    "Från: Desk <desk@example.org>\nSkickat: den 3 mars 2026 09:41\nTill: Ana\nÄmne: Skrivare",
    "Fra: Desk\nSendt: 3. marts 2026 09:41\nTil: Ana\nEmne: Printer",
    "Lähettäjä: Desk\nLähetetty: tiistai 3. maaliskuuta 2026 9.41\nVastaanottaja: Ana\nAihe: Tulostin",
    "Od: Desk\nWysłano: wtorek, 3 marca 2026 09:41\nDo: Ana\nTemat: Drukarka",
    "Od: Desk\nOdesláno: úterý 3. března 2026 9:41\nKomu: Ana\nPředmět: Tiskárna",
    "От: Desk\nОтправлено: 3 марта 2026 г. 9:41\nКому: Ana\nТема: Принтер",
    "Feladó: Desk\nElküldve: 2026. március 3. 9:41\nCímzett: Ana\nTárgy: Nyomtató",
    "Kimden: Desk\nGönderilme: 3 Mart 2026 Salı 09:41\nKime: Ana\nKonu: Yazıcı",
    "差出人: Desk\n送信日時: 2026年3月3日 9:41\n宛先: Ana\n件名: プリンター",
    "发件人: Desk\n发送时间: 2026年3月3日 9:41\n收件人: Ana\n主题: 打印机",
    "보낸 사람: Desk\n보낸 날짜: 2026년 3월 3일 화요일 오전 9:41\n받는 사람: Ana\n제목: 프린터",
    "От: Desk <desk@example.org>\nИзпратено: вторник, 3 март 2026 г. 9:41\nДо: Ana\nОтносно: Принтер",
    "Nuo: Desk <desk@example.org>\nIšsiųsta: 2026 m. kovo 3 d. 09:41\nKam: Ana\nTema: Spausdintuvas",
    "Saatja: Desk <desk@example.org>\nSaadetud: teisipäev, 3. märts 2026 09:41\nAdressaat: Ana\nTeema: Printer",
    "จาก: Desk <desk@example.org>\nส่ง: 3 มีนาคม 2026 09:41\nถึง: Ana\nเรื่อง: เครื่องพิมพ์",
    "De: Desk <desk@example.org>\nEnviat el: dimarts, 3 de març de 2026 9:41\nPer a: Ana\nAssumpte: Impressora",
    "-----邮件原件-----\n发件人: Desk",
    "-----Original Message-----\nFrom: Desk",
    "-----Ursprüngliche Nachricht-----\nVon: Desk",
    "-------- Message d'origine --------\nDe : Desk",
    "----- Mensaje original -----\nDe: Desk",
    "-----Messaggio originale-----\nDa: Desk",
    "-----Oorspronkelijk bericht-----\nVan: Desk",
    "-----Исходное сообщение-----\nFrom: Desk",
    "-----原始邮件-----\n发件人: Desk",
    "---------- Forwarded message ---------\nFrom: Desk",
    "Begin forwarded message:\n\nFrom: Desk",
    "##- Please type your reply above this line -##",
    "Date: Tue, 3 Mar 2026 09:41:00 +0100\nFrom: desk@example.org\nTo: ana@example.org\nSubject: Printer",
]
OWN = "Danke, es geht wieder.\n\nNur Fach 2 klemmt noch."


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize(
    "quoted", ["> Is it plugged in?\n>\n> Desk", "\n>Is it plugged in?", "\nIs it plugged in?\nDesk"]
)
def test_what_follows_an_attribution_in_any_language_is_history(attribution: str, quoted: str) -> None:
    assert visible_reply(f"{OWN}\n\n{attribution}\n{quoted}\n") == OWN


@pytest.mark.parametrize("block", BLOCKS)
def test_what_follows_the_header_of_a_quoted_mail_is_history(block: str) -> None:
    assert visible_reply(f"{OWN}\n\n{block}\n\nIs it plugged in?\n") == OWN


def test_answers_between_quotations_stay() -> None:
    text = "Hi,\n\nOn 3 Mar 2026 at 9:41, Desk wrote:\n> Plugged in?\n\nYes.\n\n> Which floor?\n\nThe second.\n"
    assert visible_reply(text) == "Hi,\n\n\nYes.\n\n\nThe second."


def test_an_answer_below_the_quotation_stays() -> None:
    assert visible_reply("On 3 Mar 2026 at 9:41, Desk wrote:\n\n> Plugged in?\n\nIt is.") == "It is."


@pytest.mark.parametrize(
    "text",
    [
        "On Thursday we had no network.\n\nOn the other hand, mail works.",
        "On my machine I run:\n\n    ping example.org\n\nand it answers.",
        "I met Ana on 3 March 2026.\nShe had an idea: new cables.",
        "Logs:\n2026-03-03 09:41:00 start\n2026-03-03 09:42:00 stop",
        "From: the second floor\nwe hear a noise.",
        "Please do:\n-- first the printer\n-- then the scanner\n\nThanks!",
        "Sent from my desk, which is on fire, so be quick please.",
        "To: whom it may concern, the printer is broken.",
        "The form said:\n\n---\n\nEnter your name. It did not take mine.",
        "Wir haben am 3.3.2026 geschrieben, aber keine Antwort:\nwas nun?",
        "Use a < b and c > d.",
        "Look here\n>>> example.org <<<\nand there",
        "Invitation:\n\nDate: Tuesday, 3 March 2026\nTime: 9:41\nRoom: 5\n\nPlease come.",
        "```\n> make\nOn 3 Mar 2026 Desk wrote:\n```\nThis is the output.",
    ],
)
def test_words_that_only_look_like_history_stay(text: str) -> None:
    assert visible_reply(text) == text


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAna Example\nExample Ltd, 1 Example Road\n+1 555 0100",
        "--\nAna",
        "---\nAna Example\nExample Ltd",
        "Sent from my iPhone",
        "Sent from my Samsung Galaxy smartphone.",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Inviato da iPhone",
        "Verzonden vanaf mijn iPhone",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Wysłane z iPhone'a",
        "Отправлено с iPhone",
        "iPhoneから送信",
        "发自我的iPhone",
        "나의 iPhone에서 보냄",
        "iPhone'umdan gönderildi",
        "Get Outlook for iOS<https://aka.ms/x>",
        "_______________________________________________\nusers mailing list\nusers@example.org",
    ],
)
def test_a_signature_is_not_what_was_said(signature: str) -> None:
    assert visible_reply(f"{OWN}\n\n{signature}\n") == OWN
    assert visible_reply(f"{OWN}\n\n{signature}\n\nOn 3 Mar 2026 at 9:41, Desk wrote:\n> Hello") == OWN


def test_a_mail_that_is_only_a_signature_keeps_it() -> None:
    assert visible_reply("-- \nAna") == "--\nAna"


def test_a_forwarded_mail_without_own_words_says_nothing_itself() -> None:
    forwarded = "---------- Forwarded message ---------\nFrom: Eve <eve@example.net>\n\n/close"
    assert visible_reply(forwarded) == ""


def test_a_form_that_starts_with_labels_is_not_taken_for_a_quoted_mail() -> None:
    form = "From: Ana\nDate: tomorrow\nSubject: new keyboard\n\nPlease bring one."
    assert visible_reply(form) == form


def test_an_attribution_without_a_colon_is_known_by_the_quotation_below_it() -> None:
    assert visible_reply("Done.\n\nOn 2026-03-03T09:41, Desk wrote\n> ok?") == "Done."


def test_an_attribution_glued_to_the_last_words_is_cut_off() -> None:
    assert visible_reply("Done.--- On Tue, Mar 3, 2026 at 9:41 AM, desk@example.org wrote:\n> ok?") == "Done."
    assert visible_reply("Done On Tue, Mar 3, 2026 at 9:41 AM, desk@example.org wrote:\n> ok?") == "Done"
