import { Section } from "../frame/page";
import { Icon } from "../parts/icon";

/** How a partner's system can tell that a request is from here. */
export function Signature() {
  return (
    <Section
      id="signature"
      title="Verify the requests"
      lead="Optional. Anybody can call your URL, but only we know your secret."
    >
      <p class="signature">
        Every request is signed with the secret that you get when you switch the postback on. The signature is
        in the headers <span class="code">webhook-id</span>, <span class="code">webhook-timestamp</span> and{" "}
        <span class="code">webhook-signature</span>. It is made over an empty body, as{" "}
        <a class="away" href="https://www.standardwebhooks.com" target="_blank" rel="noopener noreferrer">
          Standard Webhooks
          <Icon name="away" />
          <span class="hidden"> (opens in a new tab)</span>
        </a>{" "}
        describes. For a new secret, switch the postback off and on again.
      </p>
    </Section>
  );
}
