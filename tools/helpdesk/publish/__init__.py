"""The portal: pages, figures and JSON files made of a snapshot, for an audience."""

from helpdesk.publish.audience import Audience
from helpdesk.publish.portal import BuildReport, build
from helpdesk.publish.publishing import publish

__all__ = ["Audience", "BuildReport", "build", "publish"]
