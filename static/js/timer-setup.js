/* Set-up: a total and rounds each say how long a session takes, so typing one empties the other. What needs an answer
   has the keyboard. */
{
  document.querySelector("#one-runs, #setup [aria-invalid=true]")?.focus();
  const [total, rounds] = ["total", "rounds"].map((name) => document.querySelector(`#setup [name=${name}]`));
  total.addEventListener("input", () => {
    if (total.value.trim()) rounds.value = "";
  });
  rounds.addEventListener("input", () => {
    if (rounds.value.trim()) total.value = "";
  });
}
