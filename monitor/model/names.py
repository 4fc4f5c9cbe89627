"""Ids and the small fixed sets of words."""

from typing import Literal, NewType

SourceName = NewType("SourceName", str)  # as in sources.yaml; unique
ArticleId = NewType("ArticleId", str)  # 16 hex digits, from the canonical address
StoryId = NewType("StoryId", str)  # 16 hex digits, from the article that opened it
EventId = NewType("EventId", str)  # 16 hex digits, from the story that opened it
AlertId = NewType("AlertId", str)  # 64 hex digits, see core.ids.alert_id
ChannelName = NewType("ChannelName", str)
WatchlistName = NewType("WatchlistName", str)

SourceKind = Literal["feed", "sitemap", "section", "search"]
Priority = Literal["low", "normal", "high"]
AlertKind = Literal["new", "update", "correction", "digest", "notice"]
Purpose = Literal["listing", "page"]
Field = Literal["title", "body"]
Form = Literal["article", "live", "video"]  # a text; a page that goes on; a video
