"""How strictly a unit wants its passwords: the profile that PASSWORD_PROFILE names. Read by the settings; knows no account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Profile:
    """Lengths for members and for trusted roles, and the shorter one with a second factor; 0 classes or days: not asked."""

    name: str
    length: int
    trusted_length: int
    with_second_factor: int
    classes: int = 0
    days: int = 0
    most_failures: int = 8
    pause: timedelta = timedelta(minutes=15)

    def length_for(self, *, trusted: bool, second_factor: bool) -> int:
        """How many characters at least."""
        usual = self.trusted_length if trusted else self.length
        return min(usual, self.with_second_factor) if second_factor else usual


PROFILES = {
    "default": Profile("default", 10, 12, 10),
    "strict": Profile("strict", 15, 15, 8),
    "等保": Profile("等保", 8, 8, 8, classes=3, days=90, most_failures=5, pause=timedelta(minutes=30)),
}
OTHER_NAMES = {"": "default", "dengbao": "等保"}


def read_profile(environment: Mapping[str, str]) -> str:
    """PASSWORD_PROFILE of an environment. Raises ImproperlyConfigured for a name that is none."""
    text = environment.get("PASSWORD_PROFILE", "").strip()
    name = OTHER_NAMES.get(text, text)
    if name not in PROFILES:
        raise ImproperlyConfigured(f"PASSWORD_PROFILE 是“{text}”，应是 {'、'.join(PROFILES)} 中的一个。")
    return name
