"""Good content under bad names."""

from __future__ import annotations

from clusterkit.testing.factories.files import PDF
from tests.apps.files.hostile.kinds import KIND, Hostile


def _served(name: str, served_as: str) -> Hostile:
    return Hostile(name, lambda: PDF, "", served_as, "application/pdf")


def _refused(name: str) -> Hostile:
    return Hostile(name, lambda: PDF, KIND, declared="application/pdf")


FILES = {
    "name-climbs": _served("../../etc/passwd.pdf", "passwd.pdf"),
    "name-climbs-backwards": _served("..\\..\\windows\\win.pdf", "win.pdf"),
    "name-is-absolute": _served("/etc/cron.d/job.pdf", "job.pdf"),
    "name-has-a-drive": _served("C:\\boot.pdf", "boot.pdf"),
    "name-has-a-zero": _served("charter\x00.exe.pdf", "charter.exe.pdf"),
    "name-breaks-the-header": _served(
        "a\r\nSet-Cookie: session=evil\r\n\r\n<b>.pdf", "aSet-Cookie_ session=evil_b_.pdf"
    ),
    "name-ends-the-quotes": _served('a.pdf"; filename="evil.exe.pdf', "a.pdf_; filename=_evil.exe.pdf"),
    "name-is-a-tag": _served("<img src=x onerror=alert(1)>.pdf", "_img src=x onerror=alert(1)_.pdf"),
    "name-is-a-template": _served("{{ 7 }}{% now 'Y' %}.pdf", "{{ 7 }}{% now 'Y' %}.pdf"),
    "name-turns-the-direction": _served("charter\u202efdp.exe.pdf", "charterfdp.exe.pdf"),
    "name-isolates-a-direction": _served("\u2067charter\u2069\u061c.pdf", "charter.pdf"),
    "name-has-signs-of-no-width": _served("cha\u200brt\u200de\ufeffr\u2060.pdf", "charter.pdf"),
    "name-has-fillers": _served("\u3164\u115f\u2800.pdf", "file.pdf"),
    "name-has-tags": _served("charter\U000e0041\U000e0042\ufe0f.pdf", "charter.pdf"),
    "name-of-300-signs": _served("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    "name-of-300-letters-of-two-bytes": _served("я" * 300 + ".pdf", "я" * 118 + ".pdf"),
    "name-of-spaces": _served("\u00a0\u3000 \t.pdf", "file.pdf"),
    "name-is-an-extension": _served(".pdf", "file.pdf"),
    "name-of-dots-and-an-extension": _served("....pdf", "file.pdf"),
    "name-is-a-device": _served("CON.pdf", "_CON.pdf"),
    "name-is-a-device-with-more": _served("nul.tar.pdf", "_nul.tar.pdf"),
    "name-is-a-port": _served("com1 .pdf", "_com1.pdf"),
    "name-in-capitals": _served("CHARTER.PDF", "CHARTER.pdf"),
    "name-of-two-extensions": _served("charter.html.pdf", "charter.html.pdf"),
    "name-is-quoted": _served("%2e%2e%2fetc%2fpasswd%00.pdf", "%2e%2e%2fetc%2fpasswd%00.pdf"),
    "name-is-a-stream": _served("charter.txt:evil.pdf", "charter.txt_evil.pdf"),
    "name-is-an-option": _served("--checkpoint-action=exec.pdf", "--checkpoint-action=exec.pdf"),
    "name-climbs-to-no-extension": _refused("../../etc/passwd"),
    "name-without-an-extension": _refused("charter"),
    "name-of-dots-only": _refused("..."),
    "name-is-the-folder-above": _refused(".."),
    "name-ends-in-a-dot": _refused("charter.pdf."),
    "name-ends-in-a-folder": _refused("charter.pdf/evil.exe"),
    "name-hides-its-extension": _refused("charter.pdf\u202eexe."),
    "name-of-a-stream-of-data": _refused("evil.exe::$DATA"),
}
