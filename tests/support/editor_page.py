"""A draft that is open at the desk in a browser, and what an editor does there."""

import itertools
from dataclasses import dataclass

from desk_server import DeskServer
from playwright.sync_api import Locator, Page, expect

from composer.app.order import Order

ARTICLE = """روسيا تؤكد أنها لن تدافع عن فنزويلا {number}

أعلن وزير الخارجية الروسي سيرغي لافروف أن فنزويلا لم تطلب مساعدات عسكرية من موسكو.

هذا الموقف يوضح أن العلاقة لا ترقى إلى مستوى التحالف العسكري الذي يجمع روسيا ببيلاروسيا.

الاتفاقية الموقعة في مايو 2025 مع فنزويلا تشمل التعاون الأمني والتقني العسكري.

تصريحات لافروف تبرز أن روسيا ليست مستعدة للدفاع عن فنزويلا عسكريًا رغم الشراكة.

قال لافروف: "من الخطأ مقارنة علاقاتنا مع بيلاروسيا بعلاقاتنا مع فنزويلا، فهي دولة صديقة."

مقارنة بين الشراكات الروسية

| الدولة | طبيعة العلاقة | الالتزامات |
|---|---|---|
| بيلاروسيا | اتحاد رسمي | دفاعية مشتركة |
| فنزويلا | شراكة سياسية | لا توجد |
"""
FLAGGED = ARTICLE.replace("2025 مع فنزويلا تشمل", "2025 مع فنزويلا. لكنها تشمل")
_NUMBERS = itertools.count(100)


def made_draft(server: DeskServer, text: str = ARTICLE) -> str:
    """Have an article made into a draft that no other test has, and return its ID."""
    data = text.format(number=next(_NUMBERS)).encode()
    kinds = ("headline", "highlights", "quote", "comparison")
    return server.compose(server.folder / "article.md", Order(kinds=kinds), data=data)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorPage:
    """A draft that is open in a browser.

    Args:
        page: The browser's page.
        draft: ID of the draft.
    """

    page: Page
    draft: str

    @classmethod
    def open(cls, page: Page, server: DeskServer, draft: str, face: str = "edit") -> "EditorPage":
        """Come in, open the draft and turn to a face of its left column."""
        page.goto(f"{server.door}&next=/drafts/{draft}")
        opened = cls(page=page, draft=draft)
        expect(opened.root).to_be_visible()
        page.click(f"#tab-{face}")
        return opened

    @property
    def root(self) -> Locator:
        """The left column."""
        return self.page.locator("#editor")

    def field(self, place: str) -> Locator:
        """Return the field of a place, such as ``points[0]``."""
        return self.root.locator(f'textarea[data-field="{place}"]')

    def frame(self, place: str) -> Locator:
        """Return what stands around that field."""
        return self.root.locator(f'[data-frame="{place}"]')

    def card(self, kind: str) -> Locator:
        """Return a card of the middle column."""
        return self.page.locator(f'#card-strip [data-kind="{kind}"]')

    def sha(self, kind: str) -> str:
        """Return the hash of a card's image as the page shows it."""
        return self.card(kind).get_attribute("data-sha") or ""

    def saved(self, revision: int) -> None:
        """Wait until the left column shows a revision."""
        expect(self.root).to_have_attribute("data-revision", str(revision))

    def shown(self, revision: int) -> None:
        """Wait until the middle column shows a revision too."""
        self.saved(revision)
        expect(self.page.locator("#open-draft")).to_have_attribute("data-revision", str(revision))
