import { api, ask } from "../../api/client";
import { useResource } from "../../api/resource";
import { Section } from "../../frame/page";
import { Loaded } from "../../parts/loaded";
import { Failure } from "../../parts/states";
import { useAdminSender } from "../change";
import type { Rule } from "../rows";

type Model = Rule["model"];

const models: { id: Model; name: string; says: string }[] = [
  {
    id: "latest",
    name: "Latest click",
    says: "The click that the conversion names, or else the customer’s latest.",
  },
  {
    id: "first",
    name: "First click",
    says: "The earliest click that brought the customer here.",
  },
];

/** The attribution rule. A change applies to whatever is reported from then on. */
export function RuleSection() {
  const rule = useResource("admin:rule", () => ask(api.GET("/api/admin/rule")));
  const sender = useAdminSender();

  async function choose(model: Model) {
    const request = () => ask(api.PATCH("/api/admin/rule", { body: { model } }));
    const answer = await sender.send(request, "The rule was changed");
    if (answer) rule.set(answer);
  }

  return (
    <Section
      id="rule"
      title="Attribution rule"
      lead="Decides who is credited when several clicks qualify. A change applies to what is reported from now on."
    >
      {sender.problem && <Failure problem={sender.problem} />}
      <Loaded of={rule} what="the rule" rows={1}>
        {({ model }) => <Models chosen={model} choose={(model) => void choose(model)} busy={sender.busy} />}
      </Loaded>
    </Section>
  );
}

function Models({ chosen, choose, busy }: { chosen: Model; choose(model: Model): void; busy: boolean }) {
  return (
    <>
      <fieldset class="segments" disabled={busy}>
        <legend class="hidden">Attribution rule</legend>
        {models.map(({ id, name }) => (
          <label key={id}>
            <input type="radio" name="model" checked={id === chosen} onChange={() => choose(id)} />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <p class="small">{models.find(({ id }) => id === chosen)?.says}</p>
    </>
  );
}
