"""Every kind of update, of message and of chat that Telegram documents, in the least form that has its parts."""

from __future__ import annotations

from typing import Any

from tests.platforms.telegram import ANA, BOT, GROUP, TelegramStandIn


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CONTENT = _names(
    """
animation audio checklist contact dice document game live_photo location paid_media photo poll sticker story venue
video video_note voice
"""
)
SERVICE = _names(
    """
boost_added channel_chat_created chat_background_set chat_owner_changed chat_owner_left chat_shared
checklist_tasks_added checklist_tasks_done connected_website delete_chat_photo direct_message_price_changed
forum_topic_closed forum_topic_created forum_topic_edited forum_topic_reopened general_forum_topic_hidden
general_forum_topic_unhidden gift gift_upgrade_sent giveaway giveaway_completed giveaway_created giveaway_winners
group_chat_created invoice left_chat_member message_auto_delete_timer_changed migrate_from_chat_id
migrate_to_chat_id new_chat_members new_chat_photo new_chat_title paid_message_price_changed passport_data
pinned_message proximity_alert_triggered refunded_payment successful_payment suggested_post_approval_failed
suggested_post_approved suggested_post_declined suggested_post_paid suggested_post_refunded
supergroup_chat_created unique_gift users_shared video_chat_ended video_chat_participants_invited
video_chat_scheduled video_chat_started web_app_data write_access_allowed
"""
)
STATUSES = _names("administrator creator kicked left member restricted")


def updates(telegram: TelegramStandIn) -> dict[str, dict[str, Any]]:
    """By kind, what no answer belongs to. `message` and `callback_query` are not among them."""
    person = {"id": ANA, "is_bot": False, "first_name": "Ana"}
    chat = {"id": GROUP, "type": "supergroup", "title": "Lojas"}
    message = telegram.message("oi")
    post = {"message_id": 5, "date": 1790000000, "chat": {"id": -100600, "type": "channel"}, "text": "oi"}
    reaction = {"type": "emoji", "emoji": "👍"}
    query = {"id": "77", "from": person}
    address = {"country_code": "BR", "state": "SP", "city": "Santos", "street_line1": "1", "post_code": "11000"}
    found: dict[str, dict[str, Any]] = {
        "edited_message": {**message, "edit_date": 1790000001},
        "channel_post": post,
        "edited_channel_post": {**post, "edit_date": 1790000001},
        "business_connection": {"id": "b", "user": person, "user_chat_id": ANA, "date": 1, "is_enabled": True},
        "business_message": {**message, "business_connection_id": "b"},
        "edited_business_message": {**message, "business_connection_id": "b", "edit_date": 2},
        "deleted_business_messages": {"business_connection_id": "b", "chat": chat, "message_ids": [1]},
        "guest_message": message,
        "message_reaction": {
            "chat": chat,
            "message_id": 1,
            "user": person,
            "old_reaction": [],
            "new_reaction": [reaction],
        },
        "message_reaction_count": {"chat": chat, "message_id": 1, "reactions": [{"type": reaction, "total_count": 1}]},
        "inline_query": {**query, "query": "oi", "offset": ""},
        "chosen_inline_result": {"result_id": "r", "from": person, "query": "oi"},
        "shipping_query": {**query, "invoice_payload": "x", "shipping_address": address},
        "pre_checkout_query": {**query, "currency": "BRL", "total_amount": 1, "invoice_payload": "x"},
        "purchased_paid_media": {"from": person, "paid_media_payload": "x"},
        "poll": {"id": "p", "question": "?", "options": [], "is_closed": False, "type": "regular"},
        "poll_answer": {"poll_id": "p", "user": person, "option_ids": [0]},
        "chat_join_request": {"chat": chat, "from": person, "user_chat_id": ANA, "date": 1},
        "chat_boost": {"chat": chat, "boost": {"boost_id": "b", "add_date": 1, "expiration_date": 2}},
        "removed_chat_boost": {"chat": chat, "boost_id": "b", "remove_date": 1},
        "managed_bot": {"user": person, "bot": {"id": 5, "is_bot": True}},
        "unheard_of": {"x": 1},
    }
    for kind in ("my_chat_member", "chat_member"):
        for where in (chat, {"id": ANA, "type": "private"}):
            for status in STATUSES:
                member = {"user": {"id": BOT, "is_bot": True}, "status": status}
                change = {
                    "chat": where,
                    "from": person,
                    "date": 1,
                    "old_chat_member": member,
                    "new_chat_member": member,
                }
                found[f"{kind} {where['type']} {status}"] = change
    return found


def service_message(telegram: TelegramStandIn, kind: str) -> dict[str, Any]:
    """A message that tells what happened in the chat."""
    return telegram.message(None, **{kind: True})


def content_message(telegram: TelegramStandIn, kind: str) -> dict[str, Any]:
    """A message that is something else than text."""
    return telegram.message(None, **{kind: {"file_id": "f", "file_unique_id": "u"}})
