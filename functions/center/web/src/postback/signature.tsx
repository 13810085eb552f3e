import { useState } from "preact/hooks";
import { Section } from "../frame/page";
import { CopyButton } from "../parts/copy";
import inGo from "./samples/go.txt?raw";
import inNode from "./samples/node.js?raw";
import inPython from "./samples/python.py?raw";

const samples = [
  { name: "Node", code: inNode },
  { name: "Python", code: inPython },
  { name: "Go", code: inGo },
];

const example = "01KMZ3V7W6.1773144000.GET example.com/postback?type=sale&click=01KMZ3&amount=4990";

/** How a partner's system can tell that a request is from here, and as it was sent. */
export function Signature() {
  return (
    <Section
      id="signature"
      title="Verify the requests"
      lead="Optional. Anybody can call your URL, but only we know your secret."
    >
      <p class="signature">
        Every request is signed with the secret that you get when you switch the postback on. The header{" "}
        <span class="code">webhook-signature</span> has the HMAC-SHA256 of all that we send: the headers{" "}
        <span class="code">webhook-id</span> and <span class="code">webhook-timestamp</span>, then the method,
        the host, and the path with its query, exactly as they arrive:
      </p>
      <pre class="sample content">{example}</pre>
      <Samples />
      <p class="signature">
        If a proxy changes the host or the path before your code sees them, use those of your URL. For a new
        secret, switch the postback off and on again.
      </p>
    </Section>
  );
}

/** The code that checks a request, in the language of choice. */
function Samples() {
  const [shown, show] = useState(samples[0]!);
  return (
    <>
      <fieldset class="segments">
        <legend class="hidden">Language</legend>
        {samples.map((sample) => (
          <label key={sample.name}>
            <input type="radio" name="language" checked={sample === shown} onChange={() => show(sample)} />
            <span>{sample.name}</span>
          </label>
        ))}
      </fieldset>
      <pre class="sample" tabIndex={0} role="region" aria-label={`Verify in ${shown.name}`}>
        {shown.code}
      </pre>
      <CopyButton text={shown.code} what={`the code for ${shown.name}`} />
    </>
  );
}
