import pytest

from composer.domain.article import Article, Paragraph
from composer.ingest.figure import key_figures


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("رصد النظام 312 هدفًا وتصنيف 94% منها آليًا.", True),
        ("تغطي المحطة 72% من حاجة المدينة.", True),
        ("رفعت الدول إنفاقها بنسبة 27% خلال عام واحد.", False),
        ("بلغ النمو 4.2% منذ بداية العام.", False),
    ],
)
def test_only_a_percentage_of_something_is_a_share(text: str, *, share: bool) -> None:
    article = Article(title="عنوان", blocks=(Paragraph(text=text),))
    percentages = [each for each in key_figures(article) if each.percent is not None]
    assert [each.share for each in percentages] == [share]
