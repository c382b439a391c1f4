"""Which forge a remote is on, where its pages and its API are, and the page on which a request is opened by hand."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

from gitfix.core.value import dataclass

Kind = Literal["github", "gitlab", "gitea", "bitbucket", "none"]
_SAID: tuple[Kind, ...] = ("github", "gitlab", "gitea", "none")
"""What a configuration may say of a host."""
_SCP = re.compile(r"^(?:[^@/]+@)?(?P<host>[^:/]+):(?P<path>[^/].*)$")
_URL = re.compile(
    r"^(?P<scheme>https?|ssh|git)://(?:[^@/]+@)?(?P<host>[^:/]+)(?P<port>:\d+)?/(?P<path>.+)$"
)
_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?")
"""An address that may stand in a document as it is."""
_KNOWN: dict[str, Kind] = {
    "github.com": "github",
    "gitlab.com": "gitlab",
    "codeberg.org": "gitea",
    "gitea.com": "gitea",
    "bitbucket.org": "bitbucket",
}
_NAMED: tuple[tuple[str, Kind], ...] = (
    ("gitlab", "gitlab"),
    ("bitbucket", "bitbucket"),
    ("github", "github"),
    ("gitea", "gitea"),
    ("forgejo", "gitea"),
    ("codeberg", "gitea"),
)
"""Words in the host names of forges that somebody runs themselves."""


@dataclass(frozen=True)
class Forge:
    """A repository on a forge. `site`: the forge's own address; `path`: the repository there, such as `owner/name`.

    `api`: where its REST API begins, empty where gitfix uses none. `gitea` is Forgejo, too.
    """

    kind: Kind
    host: str
    site: str
    path: str
    api: str = ""

    @property
    def page(self) -> str:
        """The repository's own page."""
        return f"{self.site}/{self.path}"

    @property
    def owner(self) -> str:
        """The first part of the path: a person, an organisation or a group."""
        return self.path.partition("/")[0]

    @property
    def known(self) -> bool:
        """Whether this host is one that everybody knows, and not told by a word in its name or by configuration."""
        return self.host in _KNOWN

    @property
    def commits(self) -> str:
        """What a commit's id is put behind to see it; nothing where there is no known forge, or no plain address."""
        if self.kind == "none" or not _PLAIN.fullmatch(self.site):
            return ""
        page = f"{self.site}/{quote(self.path, safe='/')}"
        match self.kind:
            case "gitlab":
                return f"{page}/-/commit/"
            case "bitbucket":
                return f"{page}/commits/"
            case _:
                return f"{page}/commit/"

    def request(self, number: int) -> str:
        """The page of a request."""
        if self.kind == "gitlab":
            return f"{self.page}/-/merge_requests/{number}"
        return f"{self.page}/{'pulls' if self.kind == 'gitea' else 'pull'}/{number}"

    def compare(self, target: str, branch: str) -> str:
        """The page on which a request from `branch` into `target` is opened; nothing where there is no known forge."""
        into, source = quote(target, safe="/"), quote(branch, safe="/")
        match self.kind:
            case "gitlab":
                return (
                    f"{self.page}/-/merge_requests/new"
                    f"?merge_request%5Bsource_branch%5D={quote(branch, safe='')}"
                    f"&merge_request%5Btarget_branch%5D={quote(target, safe='')}"
                )
            case "bitbucket":
                sides = f"source={quote(branch, safe='')}&dest={quote(target, safe='')}"
                return f"{self.page}/pull-requests/new?{sides}"
            case "github":
                return f"{self.page}/compare/{into}...{source}?expand=1"
            case "gitea":
                return f"{self.page}/compare/{into}...{source}"
            case "none":
                return ""


def forge_of(remote_url: str, kind: str = "auto", api: str = "") -> Forge:
    """The forge behind a remote's URL: by its host name, unless `kind` says it; `api` where it is elsewhere."""
    match = _URL.match(remote_url)
    scp = None if match else _SCP.match(remote_url)
    found = match or scp
    if not found:
        return Forge("none", "", "", "")
    host = found["host"].lower()
    path = found["path"].strip("/").removesuffix(".git")
    site = f"https://{host}"
    if match and match["scheme"] in ("http", "https"):
        site = f"{match['scheme']}://{host}{match['port'] or ''}"
    told = next((one for one in _SAID if one == kind), None) or _by_name(host)
    return Forge(told, host, site, path, api.rstrip("/") or _api(told, host, site))


def _by_name(host: str) -> Kind:
    if host in _KNOWN:
        return _KNOWN[host]
    return next((kind for word, kind in _NAMED if word in host), "none")


def _api(kind: Kind, host: str, site: str) -> str:
    match kind:
        case "github" if host == "github.com":
            return "https://api.github.com"
        case "github" if host.endswith(".ghe.com"):
            return f"https://api.{host}"
        case "github":
            return f"{site}/api/v3"
        case "gitlab":
            return f"{site}/api/v4"
        case "gitea":
            return f"{site}/api/v1"
        case _:
            return ""


def host_of(url: str) -> str:
    """The host that an address names, in lower case."""
    match = _URL.match(url if url.count("/") > 2 else f"{url}/x")
    return match["host"].lower() if match else ""


def secure(url: str) -> bool:
    """Whether a token may be sent there: encrypted, or to this machine alone."""
    return url.startswith("https://") or host_of(url) in ("127.0.0.1", "localhost")
