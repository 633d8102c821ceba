"""A fixture: the data folders and the database dump of a release, and what it answered."""

import json
import lzma
import pathlib
import tarfile

HERE = pathlib.Path(__file__).resolve().parent
# Made anew at each start.
NOT_KEPT = (".lock",)
# The databases of the two installations, and the folders of the archive.
KINDS = ("sqlite", "postgres")


class Fixture:
    """The fixture of a release, in a folder of its own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    @property
    def release(self):
        return self.folder.name.removeprefix("release-")

    def expected(self):
        """What the release answered, by the kind of database."""
        return json.loads((self.folder / "expected.json").read_text("utf-8"))

    def unpack(self, folder):
        """Unpacks both data folders into a folder."""
        with tarfile.open(self.folder / "folder.tar.xz", "r:xz") as archive:
            # With the modes that were packed; the default filter of newer Pythons changes them.
            archive.extraction_filter = lambda member, _: member
            archive.extractall(folder)

    def dump(self):
        """The database dump."""
        return lzma.decompress((self.folder / "postgres.sql.xz").read_bytes())

    def pack(self, folder, dump, expected):
        """Writes the fixture from two data folders and a dump."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tarfile.open(self.folder / "folder.tar.xz", "w:xz", preset=9 | lzma.PRESET_EXTREME) as archive:
            for kind in KINDS:
                archive.add(folder / kind, kind, filter=anonymous)
        (self.folder / "postgres.sql.xz").write_bytes(lzma.compress(dump, preset=9 | lzma.PRESET_EXTREME))
        self.write_expected(expected)

    def write_expected(self, expected):
        """Writes JSON with a line for each element of a list, so that changes are readable."""
        def write(value):
            return json.dumps(value, ensure_ascii=False)

        def lines(value):
            return "[\n" + ",\n".join(map(write, value)) + "\n]" if isinstance(value, list) else write(value)

        kinds = [f"{write(kind)}: {{\n" + ",\n".join(f"{write(name)}: {lines(value)}" for name, value in said.items()) + "\n}" for kind, said in expected.items()]
        (self.folder / "expected.json").write_text("{\n" + ",\n".join(kinds) + "\n}\n", "utf-8")


def anonymous(member):
    """A member without owner and time."""
    if member.name.endswith(NOT_KEPT):
        return None
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member


def fixtures():
    """Every fixture."""
    return [Fixture(folder) for folder in sorted(HERE.glob("release-*"))]
