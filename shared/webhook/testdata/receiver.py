# A receiver that answers 204 to what the documented code accepts, and 401 to all else.
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from sample import from_signpost

secret, kind = sys.argv[1:]

class Receiver(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        genuine = from_signpost(secret, self.headers, self.path if kind == "postback" else body)
        self.send_response(204 if genuine else 401)
        self.end_headers()

    do_GET = do_POST = answer
    log_message = lambda *_: None

server = HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
