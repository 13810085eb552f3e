/* Signpost: keeps a visitor's click id, and adds it to the forms of the page. */
(() => {
  const d = document;
  const name = d.currentScript?.dataset.param || "click_id";
  const valid = (id) => /^[\w-]{42}$/.test(id || "");
  const brought = new URLSearchParams(location.search).get(name);
  const kept = d.cookie.split("; ").find((c) => c.startsWith(name + "="))?.slice(name.length + 1);
  const id = valid(brought) ? brought : kept;
  if (!valid(id)) return;
  const secure = location.protocol == "https:" ? ";secure" : "";
  if (id != kept) d.cookie = `${name}=${id};path=/;max-age=7776000;samesite=lax${secure}`;
  window.signpostClickId = id;
  const fill = (form) => {
    const { origin } = new URL(form.getAttribute("action") || "", location);
    if (origin != location.origin && !form.hasAttribute("data-click-id")) return;
    let input = form.querySelector(`[name="${name}"]`);
    if (!input) {
      input = d.createElement("input");
      input.type = "hidden";
      input.name = name;
      form.append(input);
    }
    input.value = id;
  };
  const all = () => d.querySelectorAll("form").forEach(fill);
  d.readyState == "loading" ? d.addEventListener("DOMContentLoaded", all) : all();
  d.addEventListener("submit", (e) => fill(e.target), true);
})();
