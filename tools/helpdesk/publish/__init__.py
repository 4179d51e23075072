"""The portal: pages, figures and JSON files made of a snapshot, for an audience."""

from helpdesk.publish.attachments import checked_out
from helpdesk.publish.audience import Audience
from helpdesk.publish.pages.tickets import Shard
from helpdesk.publish.portal import BuildReport, build, build_shard
from helpdesk.publish.publishing import publish

__all__ = ["Audience", "BuildReport", "Shard", "build", "build_shard", "checked_out", "publish"]
