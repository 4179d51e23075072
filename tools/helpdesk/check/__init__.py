"""Checks across records: one check, one function, one sentence, one code. `CHECKS` is all of them."""

from helpdesk.check import articles, asset_kinds, assets, drop_box, links, rules, tickets, work
from helpdesk.check.check import Check, Desk, Fault, Subject, found

CHECKS: tuple[Check, ...] = (
    tickets.id_is_the_folders,
    tickets.status_exists,
    tickets.team_exists,
    tickets.assignee_exists,
    tickets.category_exists,
    tickets.service_exists,
    tickets.priority_exists,
    tickets.requester_is_known,
    tickets.watchers_can_be_told,
    tickets.assets_exist,
    tickets.article_exists,
    links.tickets_exist,
    links.none_to_itself,
    work.assignee_is_of_the_team,
    work.has_what_its_status_needs,
    work.tasks_are_told_apart,
    work.tasks_have_owners,
    work.window_ends_after_it_starts,
    work.timeline_begins_with_opened,
    work.comments_are_there,
    drop_box.uuid_is_its_own,
    drop_box.values_exist,
    articles.categories_exist,
    articles.services_exist,
    articles.owner_exists,
    articles.review_is_not_overdue,
    assets.id_is_its_own,
    assets.relations_lead_to_assets,
    assets.holders_in_order,
    assets.events_in_order,
    assets.keepers_exist,
    assets.tickets_exist,
    asset_kinds.fields_fit_their_kind,
    asset_kinds.nothing_is_missing,
    asset_kinds.no_more_used_than_owned,
    rules.services_exist,
    rules.somebody_works_here,
    rules.issue_forms_are_current,
)

__all__ = ["CHECKS", "Check", "Desk", "Fault", "Subject", "found"]
