// Whose page this is: <… data-person="4" data-person-name="王敏">, put there by templates/web/page.html.

export function person() {
  const { person: id, personName: name } = document.querySelector("[data-person]")?.dataset ?? {};
  return { id: Number(id) || 0, name: name ?? "" };
}
