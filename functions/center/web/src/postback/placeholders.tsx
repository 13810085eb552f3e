import { Section } from "../frame/page";
import { CopyButton } from "../parts/copy";

const meanings: Record<string, string> = {
  "{type}": "What happened: lead, sale, subscription or refund",
  "{id}": "The id of what happened. It stays the same when it is sent again",
  "{click_id}": "The click that is credited",
  "{website}": "The code of the website",
  "{ad}": "The code of your ad. Empty for a link without one",
  "{amount}": "In the smallest unit of the currency: 4990 is $49.90",
  "{currency}": "Three letters, such as USD",
};

const example = "https://example.com/postback?type={type}&click={click_id}&amount={amount}";

/** What a postback's URL may contain, and what replaces it. */
export function Placeholders({ names }: { names: string[] }) {
  return (
    <Section
      id="placeholders"
      title="Placeholders"
      lead="Use them in the path or the query of the URL. One without a value is left empty."
    >
      <dl class="placeholders">
        {names.map((name) => (
          <div key={name}>
            <dt>
              <span class="code">{name}</span>
            </dt>
            <dd>{meanings[name]}</dd>
          </div>
        ))}
      </dl>
      <div class="row example">
        <span class="row-text">
          <span class="small">For example</span>
          <span class="url">{example}</span>
        </span>
        <CopyButton text={example} what="the example" />
      </div>
    </Section>
  );
}
