"""Python's own stubs of the contract, made from the same .proto files."""

import pathlib
import sys

from grpc_tools import protoc

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def compile_contract(folder):
    """Writes the stubs into a folder and makes them importable."""
    roots = [ROOT / "proto" / "third_party", ROOT / "proto"]
    ours, theirs = (ROOT / "proto" / "sharedcourt"), (ROOT / "proto" / "third_party" / "google")
    protos = [str(path.relative_to(roots[1])) for path in ours.rglob("*.proto")]
    protos += [str(path.relative_to(roots[0])) for path in theirs.rglob("*.proto")]
    include = pathlib.Path(protoc.__file__).parent / "_proto"
    arguments = ["protoc", *(f"-I{root}" for root in roots), f"-I{include}"]
    assert protoc.main([*arguments, f"--python_out={folder}", f"--grpc_python_out={folder}", *protos]) == 0
    sys.path.insert(0, str(folder))
