"""gRPC by grpcio, with stubs made from the contract's own .proto files."""

import contextlib
import functools
import pathlib
import sys
import tempfile

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "clients"))

from contract import compile_contract  # noqa: E402


@functools.cache
def _stubs():
    folder = tempfile.TemporaryDirectory(prefix="stubs-")
    compile_contract(folder.name)
    return folder


@functools.cache
def methods():
    """Every method of the contract: its full name and its descriptor, with the `access` option."""
    import importlib

    folder = pathlib.Path(_stubs().name)
    found = {}
    for file in sorted((folder / "sharedcourt").rglob("*_pb2.py")):
        module = importlib.import_module(".".join(file.relative_to(folder).with_suffix("").parts))
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                found[f"/{service.full_name}/{method.name}"] = method
    return found


def access(method):
    """The access option of a method."""
    methods()
    from sharedcourt.access.v1 import access_pb2

    return method.GetOptions().Extensions[access_pb2.access]


def role_name(number):
    methods()
    from sharedcourt.access.v1 import access_pb2

    return access_pb2.Role.Name(number)


def message_class(descriptor):
    from google.protobuf import message_factory

    return message_factory.GetMessageClass(descriptor)


@contextlib.contextmanager
def channel(address, *options):
    """A channel to an installation."""
    host, port = address
    with grpc.insecure_channel(f"{host}:{port}", options=[("grpc.enable_retries", 0), *options]) as opened:
        yield opened


def call(opened, path, request=b"", token=None, metadata=(), timeout=30):
    """Calls a unary method with bytes or a message; the status code's name, and the reason among the details."""
    metadata = list(metadata)
    if token:
        metadata.append(("authorization", f"Bearer {token}"))
    unary = opened.unary_unary(path)
    try:
        unary(request if isinstance(request, bytes) else request.SerializeToString(), metadata=metadata, timeout=timeout)
    except grpc.RpcError as refused:
        return refused.code().name, reason(refused)
    return "OK", ""


def reason(refused):
    """The reason in `grpc-status-details-bin`."""
    details = dict(refused.trailing_metadata() or ()).get("grpc-status-details-bin", b"")
    methods()
    from google.rpc import error_details_pb2, status_pb2

    with contextlib.suppress(Exception):
        for detail in status_pb2.Status.FromString(details).details:
            info = error_details_pb2.ErrorInfo()
            if detail.Unpack(info):
                return info.reason
    return ""
