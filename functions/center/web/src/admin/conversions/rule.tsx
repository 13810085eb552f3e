import { api, ask } from "../../api/client";
import { useResource } from "../../api/resource";
import { Section } from "../../frame/page";
import { Failure, Loading } from "../../parts/states";
import { useSender } from "../change";
import type { Rule } from "../rows";

const models: { id: Rule["model"]; name: string; says: string }[] = [
  {
    id: "latest",
    name: "Latest click",
    says: "The click that the conversion names, else the customer’s latest.",
  },
  { id: "first", name: "First click", says: "The earliest click that led the customer here." },
];

/** The rule of attribution. A new one holds for what is reported from then on. */
export function RuleSection() {
  const rule = useResource("admin:rule", () => ask(api.GET("/api/admin/rule")));
  const sender = useSender();
  const chosen = models.find((model) => model.id === rule.data?.model);

  async function choose(model: Rule["model"]) {
    const answer = await sender.send(
      () => ask(api.PATCH("/api/admin/rule", { body: { model } })),
      "The rule was changed",
    );
    if (answer) rule.set(answer);
  }

  return (
    <Section
      id="rule"
      title="Rule of attribution"
      lead="Who is credited when several clicks could be. Holds for what is reported from now on."
    >
      {rule.problem && <Failure problem={rule.problem} retry={rule.reload} />}
      {sender.problem && <Failure problem={sender.problem} />}
      {!rule.data && !rule.problem && <Loading rows={1} what="the rule" />}
      {chosen && (
        <>
          <fieldset class="segments" disabled={sender.busy}>
            <legend class="hidden">Rule of attribution</legend>
            {models.map((model) => (
              <label key={model.id}>
                <input
                  type="radio"
                  name="model"
                  checked={model.id === chosen.id}
                  onChange={() => void choose(model.id)}
                />
                <span>{model.name}</span>
              </label>
            ))}
          </fieldset>
          <p class="small">{chosen.says}</p>
        </>
      )}
    </Section>
  );
}
