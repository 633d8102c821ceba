"""Bytes over a socket, for what no decent client sends: half requests, two of a header, HTTP/2 frames by hand."""

import selectors
import socket
import struct
import time

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS, HEADERS, RST_STREAM, END_STREAM, END_HEADERS = 4, 1, 3, 1, 4


def connect(address, source="127.0.0.1", timeout=5):
    return socket.create_connection(address, timeout, (source, 0))


def exchange(address, request, source="127.0.0.1", seconds=10):
    """Sends bytes and reads until the other side closes or so many seconds have passed."""
    with connect(address, source, seconds) as some:
        answer = b""
        try:
            some.sendall(request)
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                piece = some.recv(65536)
                if not piece:
                    break
                answer += piece
                if b"\r\n\r\n" in answer and _whole(answer):
                    break
        except OSError:
            pass
        return answer


def _whole(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return len(body) >= int(line.split(b":")[1])
    return body.endswith(b"0\r\n\r\n")


def status(answer):
    """The status of an HTTP/1.1 answer; 0 where there is none."""
    words = answer.split(b" ", 2)
    return int(words[1]) if len(words) > 2 and words[0].startswith(b"HTTP/") and words[1].isdigit() else 0


def pour(connections, content, seconds):
    """Sends the same bytes over many connections at once, as much as each takes within so many seconds; how much went out."""
    sent = {}
    with selectors.DefaultSelector() as selector:
        for some in connections:
            some.setblocking(False)
            sent[some] = 0
            selector.register(some, selectors.EVENT_WRITE)
        until = time.monotonic() + seconds
        while selector.get_map() and time.monotonic() < until:
            ready = selector.select(0.5)
            if not ready and all(sent.values()):
                break  # Nobody takes any more.
            for key, _ in ready:
                some = key.fileobj
                try:
                    sent[some] += some.send(content[sent[some]:sent[some] + 262_144])
                except BlockingIOError:
                    continue
                except OSError:
                    selector.unregister(some)
                    continue
                if sent[some] >= len(content):
                    selector.unregister(some)
    return sum(sent.values())


def close(connections):
    for some in connections:
        some.close()


def frame(kind, flags, stream, content=b""):
    """A frame of HTTP/2."""
    return struct.pack(">I", len(content))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + content


def literal(index, value):
    """A header of the static table with a value of its own, not indexed (RFC 7541, 6.2.2)."""
    first = bytes((index,)) if index < 15 else bytes((15, index - 15))
    return first + bytes((len(value),)) + value


def opening():
    """What a client says first on HTTP/2."""
    return PREFACE + frame(SETTINGS, 0, 0)


def get(stream, path, authority=b"127.0.0.1"):
    """A GET as one frame: the indexed `:method GET`, `:scheme http`, then path and authority."""
    block = b"\x82\x86" + literal(4, path) + literal(1, authority)
    return frame(HEADERS, END_STREAM | END_HEADERS, stream, block)


def reset(stream):
    """CANCEL."""
    return frame(RST_STREAM, 0, stream, struct.pack(">I", 8))
