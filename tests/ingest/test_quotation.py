"""Who is named as the speaker of a quotation."""

import pytest

from composer.ingest.speech import as_quote


@pytest.mark.parametrize(
    ("lead", "name"),
    [
        ("وقال الأمين العام المساعد لعمليات السلام جان بيار ديوب: ", "جان بيار ديوب"),
        ("وقال المتحدث باسم الوزارة كينجي مورياما: ", "كينجي مورياما"),
        ("وأكدت الوزيرة سلمى الإدريسي: ", "سلمى الإدريسي"),
        ("قال لافروف: ", "لافروف"),
    ],
)
def test_a_name_after_a_defined_office_is_taken_whole(lead: str, name: str) -> None:
    quote = as_quote(f"{lead}«من دون تمويل ثابت سنكون شهودًا بلا عيون.»")
    assert quote is not None
    assert quote.speaker == name
