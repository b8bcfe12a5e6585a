"""A server of price lists and webhooks on this machine, over HTTPS with certificates made for it, or over plain HTTP."""

import http.server
import os
import queue
import shutil
import ssl
import subprocess
import threading

OPENSSL = shutil.which("openssl")


def make_certificates(folder):
    """root.crt and what it signed for 127.0.0.1 (good.*) and for another host (other.*)."""
    new = [OPENSSL, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    signed = ["-CA", "root.crt", "-CAkey", "root.key", "-addext", "basicConstraints=critical,CA:FALSE"]

    def make(name, *options):
        subprocess.run([*new, *options, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.crt"],
                       cwd=folder, check=True, capture_output=True, timeout=120)

    make("root")
    make("good", *signed, "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost")
    make("other", *signed, "-addext", "subjectAltName=DNS:other.example")


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers a path by the function that the test has put there."""

    def do_GET(self):
        path = self.path.split("?")[0]
        self.server.requests.append((path, self.headers))
        self.server.answers.get(path, lambda handler: handler.answer(404))(self)

    def do_POST(self):
        path = self.path.split("?")[0]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.put((path, self.headers, body))
        self.server.answers.get(path, lambda handler: handler.answer(200))(self)

    def answer(self, status, body=b"", length=None, **headers):
        """`length`: the one that is told, if not the true one."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except OSError:  # the client went away, or did not trust the certificate
            self.close_connection = True

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args):
        pass


def serve(test, folder=None, certificate="good"):
    """A running server, gone after the test (class); plain HTTP without a folder of certificates."""
    server = Server(("127.0.0.1", 0), Handler)
    server.answers, server.requests, server.posts = {}, [], queue.Queue()
    server.address = f"http{'s' if folder else ''}://127.0.0.1:{server.server_port}"
    if folder:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*(os.path.join(folder, f"{certificate}.{kind}") for kind in ("crt", "key")))
        # each connection shakes hands in a thread of its own
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    cleanup = test.addClassCleanup if isinstance(test, type) else test.addCleanup
    cleanup(server.server_close)
    cleanup(server.shutdown)
    return server
