"""Make the pictures of the editors' guide: a newsroom of invented news, the real desk, a browser.

python scripts/make_desk_pictures.py docs/pictures

Needs Playwright for Python and Debian's chromium. The days in the pictures are those on which
they were taken; nothing leaves this machine.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageOps
from playwright.sync_api import Browser, Page, expect, sync_playwright

from composer.resources import shipped_root

WIDE = (1440, 900)
PHONE = (390, 844)
COLORS = 256
MOST_BYTES = 150_000
PATIENCE_MS = 30_000
LOOK = "ar.light.main"
PASSWORD = "ثلاث نخلات عند الباب"  # noqa: S105 - of people who exist in the pictures only
PEOPLE = (("sara", "publisher", "سارة الأحمد"), ("huda", "writer", "هدى النعيمي"))
SETTINGS = """\
[site]
name = "الموقع العربي للدفاع والتسليح"
zone = "Asia/Riyadh"

[publishing]
slots = ["sun-thu 08:00 13:00 20:00", "fri,sat 17:00"]
spacing = "20m"
settle = "1d"
reconcile_after = ["2h"]
"""
NEWS = {
    "ميناء المرجان يستقبل أول سفينة حاويات تعمل بالميثانول": (
        "استقبل ميناء المرجان، الأحد، أول سفينة حاويات تعمل بالميثانول منذ افتتاحه قبل 12 عامًا.",
        "وقالت إدارة الميناء إن السفينة أفرغت 2400 حاوية خلال 19 ساعة.",
        "وتستعد الإدارة لتجهيز رصيفين آخرين لتزويد السفن بالوقود الجديد قبل نهاية العام المقبل.",
    ),
    "مرصد الصفا يرصد وابلًا من 90 شهابًا في الساعة": (
        "أعلن مرصد الصفا أن سماء الجزيرة شهدت فجر الأحد وابلًا بلغ 90 شهابًا في الساعة.",
        "وأوضح المرصد أن صفاء الجو ساعد على رؤية الشهب بالعين المجردة ثلاث ساعات متواصلة.",
        "وينتظر الفلكيون وابلًا آخر في منتصف ديسمبر المقبل.",
    ),
    "جامعة الواحة تفتتح مختبرًا للأقمار الصناعية الصغيرة": (
        "افتتحت جامعة الواحة مختبرًا لتصميم الأقمار الصناعية الصغيرة بكلفة 35 مليون ريال.",
        "ويضم المختبر غرفة للاختبارات الحرارية ومحطة أرضية لاستقبال البيانات.",
        "وتعتزم الجامعة إطلاق أول أقمارها خلال عامين بمشاركة 40 طالبًا.",
    ),
    "قطار الساحل يختصر رحلة المدينتين إلى 48 دقيقة": (
        "بدأ قطار الساحل رحلاته التجريبية بين المدينتين، فاختصر زمن الرحلة إلى 48 دقيقة.",
        "وينقل القطار 600 راكب في الرحلة الواحدة بسرعة تبلغ 250 كيلومترًا في الساعة.",
        "وتبدأ الرحلات المنتظمة بعد ثلاثة أشهر من التجارب.",
    ),
}
CORRECTED = "كاراكاس لم تطلب من موسكو أي مساعدات عسكرية، بحسب وزير الخارجية الروسي."
MINE = "بلغت كلفة القطع الجديدة 18.6 مليار دولار، وارتفع الإنفاق على السفن غير المأهولة."
THEIRS = "ثماني دول رفعت إنفاقها على السفن غير المأهولة بنسبة 27% خلال عام."
PHOTO_SIZE = (1600, 1000)
DIALOG = "dialog[open]"
CORNER = (720, 4)
TO_THE_MORNING = """() => {
  const hour = document.querySelector('.hour[data-hour="7"]');
  document.getElementById("week").scrollTop += hour.getBoundingClientRect().top - 200;
}"""
LOADED = """() => [...document.images].every((each) => {
  const { top, bottom, width } = each.getBoundingClientRect();
  const seen = width > 0 && bottom > 0 && top < innerHeight;
  return !seen || (each.complete && each.naturalWidth > 0);
})"""
"""Every picture that is in view is there; those further down may come later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A workspace, and who works in it by the command line.

    Args:
        folder: The workspace.
    """

    folder: Path

    def nashir(self, *words: str, typed: str = "", codes: tuple[int, ...] = (0,)) -> str:
        """Run a command as Sara and return what it printed; ``codes`` are those that may be."""
        command = [sys.executable, "-m", "composer", *words]
        told = {**os.environ, "NASHIR_USER": "sara"}  # noqa: TID251 - for a program of its own
        run = subprocess.run(  # noqa: PLW1510 - the codes are looked at below
            command, cwd=self.folder, input=typed, capture_output=True, text=True, env=told
        )
        if run.returncode not in codes:
            msg = f"{' '.join(words)}: {run.stderr}"
            raise SystemExit(msg)
        return run.stdout

    def draft(self, beginning: str) -> str:
        """Return the ID of the draft whose headline begins so."""
        rows = json.loads(self.nashir("drafts", "--json"))
        return next(row["draft"] for row in rows if row["title"].startswith(beginning))

    def approved(self, beginning: str) -> str:
        """Approve a draft as it is and return its ID."""
        draft = self.draft(beginning)
        self.nashir("approve", draft)
        return draft

    def queued(self, beginning: str, at: str) -> None:
        """Give an approved draft a time of the page's zone."""
        self.nashir("queue", "add", self.approved(beginning), "--at", at)


@dataclass(slots=True, kw_only=True)
class Camera:
    """A browser that somebody has open at the desk, and where its pictures go.

    Args:
        page: The browser's page.
        url: Where the desk is.
        folder: Where the pictures go.
        office: The workspace.
    """

    page: Page
    url: str
    folder: Path
    office: Office

    def open(self, path: str) -> None:
        """Open a page of the desk and wait until everything on it is there."""
        self.page.goto(f"{self.url}{path}")
        expect(self.page.locator("#side > .skeleton")).to_have_count(0)
        self.settle()

    def settle(self) -> None:
        """Wait until fonts and pictures are there and nothing is under way."""
        self.page.mouse.move(*CORNER)
        self.page.wait_for_load_state("load")
        self.page.wait_for_function("() => document.fonts.status === 'loaded'")
        self.page.wait_for_function("() => !document.querySelector('.htmx-request')")
        self.page.wait_for_function(LOADED)

    def take(self, name: str) -> None:
        """Take what is seen."""
        self.settle()
        image = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        small = image.quantize(COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        file = self.folder / f"desk-{name}.png"
        small.save(file, optimize=True)
        size = file.stat().st_size
        print(f"{file.name} {size / 1000:.0f} kB{' TOO BIG' if size > MOST_BYTES else ''}")


def furnish(office: Office) -> None:
    """Have articles made into drafts; some are approved, queued, published, in doubt."""
    (office.folder / "nashir.toml").write_text(SETTINGS, encoding="utf-8")
    for name, role, shown in PEOPLE:
        words = ("desk", "user", "add", name, "--role", role, "--name", shown)
        office.nashir(*words, "--password-stdin", typed=f"{PASSWORD}\n")
    examples = office.folder / "examples"
    shutil.copytree(shipped_root() / "examples", examples, ignore=shutil.ignore_patterns("README*"))
    news = office.folder / "news"
    news.mkdir()
    for number, (title, lines) in enumerate(NEWS.items()):
        text = "\n\n".join((title, *lines))
        (news / f"{number}.txt").write_text(text, encoding="utf-8")
    articles = sorted(each for each in examples.iterdir() if each.is_file())
    office.nashir("compose", *map(str, articles), "--out", "made")
    office.nashir("compose", str(news), "--out", "made-too", "--theme", "paper")
    schedule(office)


def schedule(office: Office) -> None:
    """Fill the week: posts that wait, one that is out, one of which nobody knows."""
    office.nashir("publish", office.approved("المغرب"))
    days = [date.today() + timedelta(days=away) for away in range(1, 4)]  # noqa: DTZ011 - any zone
    office.queued("اليابان", f"{days[0]} 13:00")
    office.queued("ميناء", f"{days[0]} 20:00")
    office.queued("مرصد", f"{days[1]} 08:00")
    office.queued("جامعة", f"{days[2]} 17:00")
    office.approved("قطار")
    faults = office.folder / ".nashir" / "sandbox" / "faults.json"
    faults.write_text('{"faults": [{"name": "cut-after-commit", "times": 1}]}', encoding="utf-8")
    office.nashir("publish", office.approved("محطة"), codes=(0, 4))


def take_screen(camera: Camera) -> None:
    """Take the whole screen with a new draft, and what proofreading asks about it."""
    draft = camera.office.draft("روسيا")
    camera.open(f"/drafts/{draft}")
    camera.take("screen")
    page = camera.page
    page.click("#findings-bar > summary")
    page.locator('.finding[data-level="flag"] input[name=note]').first.fill("كذا في المصدر")
    camera.take("findings")
    flags = page.locator('.finding[data-level="flag"]')
    for left in range(flags.count(), 0, -1):
        flags.first.get_by_role("button", name="قبول").click()
        expect(flags).to_have_count(left - 1)


def take_editing(camera: Camera) -> None:
    """Take a highlight that was corrected, its versions, and the approval with the difference."""
    page, draft = camera.page, camera.office.approved("روسيا")
    camera.open(f"/drafts/{draft}")
    page.click("#tab-edit")
    page.locator('textarea[data-field="points[0]"]').fill(CORRECTED)
    expect(page.locator('[data-frame="points[0]"] .edited-mark')).to_be_visible()
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    page.locator("#part-points").scroll_into_view_if_needed()
    page.locator('#card-strip [data-kind="highlights"]').scroll_into_view_if_needed()
    camera.take("editing")
    with dialog(camera, '[data-key="versions"]'):
        camera.take("versions")
    with dialog(camera, '[data-act="approve"]'):
        camera.take("approval")
        page.locator(f"{DIALOG} .changes-card img:visible").first.scroll_into_view_if_needed()
        camera.take("approval-cards")


def take_clash(camera: Camera) -> None:
    """Take two texts for one place: Huda's arrives while Sara's is on its way."""
    page, draft, browser = camera.page, camera.office.draft("أساطيل"), camera.page.context.browser
    camera.open(f"/drafts/{draft}")
    page.click("#tab-edit")
    page.route("**/changes", lambda route: route.abort())
    page.locator('textarea[data-field="points[0]"]').fill(MINE)
    expect(page.locator("#saved")).to_have_attribute("data-state", "unsaved")
    if browser is None:
        return
    with signed_in(browser, camera.url, "huda") as other:
        other.goto(f"{camera.url}/drafts/{draft}")
        other.click("#tab-edit")
        other.locator('textarea[data-field="points[0]"]').fill(THEIRS)
        expect(other.locator("#editor")).to_have_attribute("data-revision", "2")
        page.unroute("**/changes")
        expect(page.locator(".clash")).to_be_visible()
        camera.take("clash")
        page.click('[data-keep="mine"]')
        expect(page.locator(".clash")).to_have_count(0)


def take_picture(camera: Camera) -> None:
    """Take a photograph with its focus, credit and rights."""
    page = camera.page
    page.click("#part-picture > summary")
    page.set_input_files("#part-picture input[type=file]", photograph(camera.office.folder))
    expect(page.locator("#part-picture .picture-focus")).to_be_visible()
    page.locator('textarea[data-field="picture.credit"]').fill("هدى النعيمي")
    page.locator('textarea[data-field="picture.rights"]').fill("صورة الموقع")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")
    page.locator("#part-picture").evaluate("each => each.scrollIntoView({block: 'center'})")
    page.locator('#card-strip [data-kind="headline"]').evaluate("each => each.scrollIntoView()")
    camera.take("picture")


def photograph(folder: Path) -> Path:
    """Paint something like a sea in the evening, and return its file."""
    width, height = PHOTO_SIZE
    sky = Image.linear_gradient("L").resize((width, height))
    image = ImageOps.colorize(sky, black="#20406a", mid="#e0a36a", white="#17324d")
    draw = ImageDraw.Draw(image)
    draw.ellipse((980, 380, 1140, 540), fill="#ffe9b8")
    draw.rectangle((0, 560, width, height), fill="#1b3a55")
    draw.polygon(((300, 600), (760, 600), (720, 680), (350, 680)), fill="#0c1c2b")
    draw.rectangle((450, 520, 600, 600), fill="#12283c")
    image.save(folder / "sea.jpg")
    return folder / "sea.jpg"


def take_times(camera: Camera) -> None:
    """Take the form of a time, the calendar, and what publishing at once would do."""
    draft = camera.office.draft("قطار")
    camera.open(f"/drafts/{draft}")
    with dialog(camera, '[data-act="slot"]'):
        camera.take("slot")
    camera.open("/calendar?view=week")
    camera.page.evaluate(TO_THE_MORNING)
    camera.take("calendar")
    camera.open(f"/drafts/{draft}/publish")
    camera.take("publish")


def take_unknown(camera: Camera) -> None:
    """Take a post of which nobody knows whether it is on the page, and how that is settled."""
    items = json.loads(camera.office.nashir("queue", "list", "--json"))
    item = next(each["id"] for each in items if each["status"] == "unknown")
    camera.open(f"/items/{item}")
    camera.take("unknown")


def take_new(camera: Camera) -> None:
    """Take the page on which an article is handed in."""
    camera.open("/new")
    camera.page.click("#tab-text")
    title, lines = next(iter(NEWS.items()))
    camera.page.fill("#text-title", title)
    camera.page.fill("#text", "\n\n".join(lines))
    camera.take("new")


def take_phone(camera: Camera) -> None:
    """Take the screen as it is on a phone."""
    camera.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    camera.open(f"/drafts/{camera.office.draft('روسيا')}")
    camera.take("phone")


SCENES: tuple[Callable[[Camera], None], ...] = (
    take_screen,
    take_editing,
    take_clash,
    take_picture,
    take_times,
    take_unknown,
    take_new,
    take_phone,
)


@contextmanager
def dialog(camera: Camera, selector: str) -> Iterator[None]:
    """Open a dialog by its button, and close it afterwards."""
    camera.page.click(selector)
    shown = camera.page.locator(DIALOG)
    expect(shown).to_be_visible()
    yield
    camera.page.keyboard.press("Escape")
    expect(shown).to_have_count(0)


@contextmanager
def desk(folder: Path) -> Iterator[str]:
    """Run the desk with its runner, and give its address."""
    command = [sys.executable, "-m", "composer", "desk", "--port", "0", "--run"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            printed = process.stdout.readline() if process.stdout else ""
            yield re.findall(r"http://127\.0\.0\.1:\d+", printed)[0]
        finally:
            process.terminate()


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Debian's chromium."""
    arguments = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"]
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        opened = playwright.chromium.launch(executable_path=program, args=arguments)
        yield opened
        opened.close()


@contextmanager
def signed_in(browser: Browser, url: str, name: str) -> Iterator[Page]:
    """Open a window in which a user has signed in."""
    size = {"width": WIDE[0], "height": WIDE[1]}
    context = browser.new_context(viewport=size, locale="ar", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    context.add_cookies([{"name": "nashir-look", "value": LOOK, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/drafts")
    yield page
    context.close()


def main() -> None:
    """Write each picture into the folder that the first argument names."""
    pictures = Path(sys.argv[1]).absolute()
    pictures.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    with TemporaryDirectory(prefix="desk-pictures-") as name:
        office = Office(folder=Path(name))
        furnish(office)
        with (
            desk(office.folder) as url,
            browser() as chromium,
            signed_in(chromium, url, "sara") as page,
        ):
            camera = Camera(page=page, url=url, folder=pictures, office=office)
            for scene in SCENES:
                scene(camera)


if __name__ == "__main__":
    main()
