import importlib.util
import sys
import types

import msgspec


def install():
    if importlib.util.find_spec("helpdesk.load.edit") is None:
        module = types.ModuleType("helpdesk.load.edit")

        def edit_front_matter(data, edits):
            head, body = data.decode()[4:].split("\n---\n", 1)
            lines = head.split("\n")
            for name, value in edits.items():
                lines = [line for line in lines if not line.startswith(f"{name}:")]
                if value is not None:
                    lines.append(f"{name}: {msgspec.json.encode(value).decode()}")
            return ("---\n" + "\n".join(lines) + "\n---\n" + body).encode()

        module.edit_front_matter = edit_front_matter
        sys.modules["helpdesk.load.edit"] = module
    if importlib.util.find_spec("helpdesk.load.rules") is None:
        from helpdesk.model.finding import Finding
        from helpdesk.model.rules import Rules
        from helpdesk.model.rules.desk import Desk
        from helpdesk.model.rules.lifecycle import Lifecycle, Phase, State
        from helpdesk.model.rules.people import Person
        from helpdesk.model.rules.routing import PriorityMatrix
        from helpdesk.model.ticket import TicketType

        module = types.ModuleType("helpdesk.load.rules")

        def read_rules(files, defaults, version):
            import ryaml

            bad = [path for path, data in files.items() if b": :" in data]
            if bad:
                return None, [Finding(bad[0], 1, 1, "Y010", "not YAML")]
            desk = msgspec.convert(ryaml.loads(files.get("rules/desk.yml", b"{}").decode()) or {}, Desk)
            people = {}
            for path, data in files.items():
                if path.startswith("rules/people/"):
                    handle = path[len("rules/people/") : -4]
                    people[handle] = msgspec.convert({**ryaml.loads(data.decode()), "id": handle}, Person)
            phases = {"new": "new", "open": "active", "waiting": "waiting", "resolved": "resolved", "closed": "closed"}
            states = {name: State(name=name, phase=Phase(phase)) for name, phase in phases.items()}
            life = Lifecycle(initial="new", states=states, transitions=())
            return Rules(
                version=version,
                desk=desk,
                people=people,
                teams={},
                calendars={},
                categories={},
                priority=PriorityMatrix(levels={}, matrix={}),
                routing=(),
                service_levels=(),
                lifecycles=dict.fromkeys(TicketType, life),
                notices=(),
                templates={},
            ), []

        module.read_rules = read_rules
        sys.modules["helpdesk.load.rules"] = module
        from helpdesk.store import parts

        parts.built_in = dict
