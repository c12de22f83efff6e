"""Every kind of event, message and interaction that Slack documents, in the least form that has its parts."""

from __future__ import annotations

from typing import Any


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


EVENTS = _names(
    """
app_home_opened app_mention app_rate_limited app_requested app_uninstalled app_uninstalled_team
assistant_thread_context_changed assistant_thread_started call_rejected channel_archive channel_created
channel_deleted channel_history_changed channel_id_changed channel_left channel_rename channel_shared
channel_unarchive channel_unshared dnd_updated dnd_updated_user email_domain_changed emoji_changed
entity_details_requested external_org_migration_finished external_org_migration_started file_change file_comment_added
file_comment_deleted file_comment_edited file_created file_deleted file_public file_shared file_unshared
function_executed grid_migration_finished grid_migration_started group_archive group_close group_deleted
group_history_changed group_left group_open group_rename group_unarchive im_close im_created im_history_changed
im_open invite_requested link_shared member_joined_channel member_left_channel message message_metadata_deleted
message_metadata_posted message_metadata_updated pin_added pin_removed reaction_added reaction_removed resources_added
resources_removed scope_denied scope_granted shared_channel_invite_accepted shared_channel_invite_approved
shared_channel_invite_declined shared_channel_invite_received shared_channel_invite_requested star_added star_removed
subteam_created subteam_members_changed subteam_self_added subteam_self_removed subteam_updated team_access_granted
team_access_revoked team_domain_change team_join team_profile_change team_profile_delete team_profile_reorder
team_rename tokens_revoked user_change user_huddle_changed user_profile_changed user_resource_denied
user_resource_granted user_resource_removed user_status_changed workflow_deleted workflow_published
workflow_step_deleted workflow_step_execute workflow_unpublished
"""
)

SUBTYPES = _names(
    """
assistant_app_thread bot_add bot_message bot_remove channel_archive channel_canvas_updated channel_convert_to_private
channel_convert_to_public channel_join channel_leave channel_name channel_posting_permissions channel_purpose
channel_topic channel_unarchive document_mention ekm_access_denied file_comment file_mention file_share group_archive
group_join group_leave group_name group_purpose group_topic group_unarchive huddle_thread me_message message_changed
message_deleted message_replied pinned_item reminder_add reply_broadcast sh_room_created thread_broadcast
unpinned_item
"""
)
ANSWERED_SUBTYPES = frozenset({"file_share", "me_message", "thread_broadcast"})

INTERACTIONS = _names(
    """
block_actions block_suggestion dialog_cancellation dialog_submission dialog_suggestion interactive_message
message_action shortcut view_closed view_submission workflow_step_edit
"""
)


def event(kind: str) -> dict[str, Any]:
    """An event about Ana's direct messages, of this kind; `app_mention` and `message` are what she writes."""
    body = {"type": kind, "user": "U0ANA", "channel": "D0ANA", "item": {"type": "message", "channel": "D0ANA"}}
    return {**body, **({"text": "oi"} if kind in ("message", "app_mention") else {})}


def message(subtype: str) -> dict[str, Any]:
    """A message with this subtype."""
    inner = {"type": "message", "user": "U0ANA", "text": "oi", "ts": "1789999999.000100"}
    body: dict[str, Any] = {"type": "message", "subtype": subtype, "channel": "D0ANA", "user": "U0ANA", "text": "oi"}
    if subtype in ("message_changed", "message_deleted", "message_replied"):
        body |= {"message": inner, "previous_message": inner, "hidden": True}
        del body["user"], body["text"]
    if subtype == "bot_message":
        body |= {"bot_id": "B0OTHER", "username": "other"}
        del body["user"]
    return body
