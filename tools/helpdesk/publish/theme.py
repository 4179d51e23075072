"""The theme as mkdocs finds it: by the entry point `mkdocs.themes`, in the folder of the module's file."""

from helpdesk.resources import data_folder

# mkdocs asks for the module's `__file__` and looks beside it. The templates travel as data, not as code, so the
# module says where they really are.
__file__ = str(data_folder("theme") / "__init__.py")
