# target is the path and query as they came: self.path in http.server, environ["RAW_URI"] in gunicorn.
import base64, hashlib, hmac, time

def from_signpost(secret, headers, target):
    id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    content = f"{id}.{at}.GET {headers.get('host')}{target}"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    want = b"v1," + base64.b64encode(hmac.new(key, content.encode(), hashlib.sha256).digest())
    fresh = at.isdecimal() and abs(time.time() - int(at)) < 300
    signatures = headers.get("webhook-signature", "").split()
    return fresh and any(hmac.compare_digest(signature.encode(), want) for signature in signatures)
