"""Passwords that stand in the address of a remote: git is told them where no list of processes shows them.

git puts the address that it talks to on the command line of `git-remote-https`. So it gets the address without the
user (`url.*.insteadOf` leads there), and both the user and the password from a credential helper, which reads them
from its environment (gitcredentials(7)).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gitfix.core.value import dataclass

_HTTP = re.compile(r"(https?://)([^/?#@]*):([^/?#@]*)@([^/?#@]+)(.*)", re.DOTALL)
USER, PASSWORD = "GITFIX_REMOTE_USER", "GITFIX_REMOTE_PASSWORD"
HELPER = (
    '!f() { test "$1" = get && '
    f'printf \'username=%s\\npassword=%s\\n\' "${USER}" "${PASSWORD}"; }}; f'
)


@dataclass(frozen=True)
class HiddenUser:
    """An address in two parts: `bare`, which may be shown, and who asks."""

    bare: str
    host: str
    user: str
    password: str

    def settings(self, written: str) -> list[tuple[str, str]]:
        """The configuration with which git goes to `bare` where it is told `written`, and knows who asks."""
        return [
            *((f"url.{self.bare}.{key}", written) for key in ("insteadOf", "pushInsteadOf")),
            # The empty value takes other helpers away: they would be told the password, and some keep it.
            (f"credential.{self.host}.helper", ""),
            (f"credential.{self.host}.helper", HELPER),
            # From git 2.46 on it need not be refused first.
            (f"http.{self.host}.proactiveAuth", "basic"),
        ]

    def environment(self, env: Mapping[str, str], written: str) -> dict[str, str]:
        """What has to be added to `env` for that (git-config(1), GIT_CONFIG_COUNT)."""
        count = int(known) if (known := env.get("GIT_CONFIG_COUNT", "")).isdigit() else 0
        found = {USER: self.user, PASSWORD: self.password}
        for number, (key, value) in enumerate(self.settings(written), count):
            found[f"GIT_CONFIG_KEY_{number}"] = key
            found[f"GIT_CONFIG_VALUE_{number}"] = value
            found["GIT_CONFIG_COUNT"] = str(number + 1)
        return found


def hidden_user(url: str) -> HiddenUser | None:
    """Who asks, as an address of HTTP has it; None where it holds no password, or one that no helper can tell."""
    match = _HTTP.fullmatch(url)
    if match is None:
        return None
    from urllib.parse import unquote

    scheme, user, password, host, rest = match.groups()
    told = unquote(user), unquote(password)
    if any(character in word for word in told for character in "\n\r\0"):
        return None
    return HiddenUser(f"{scheme}{host}{rest}", f"{scheme}{host}", *told)
