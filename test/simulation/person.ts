import { Decide } from "../../platform/casework/office/commands.ts";
import { runCommand } from "../../platform/casework/office/run-command.ts";
import type { Hall } from "./hall.ts";

const service = "dog-tax";

/** A person refuses what waits for one, case after case; gives up where the service does not answer. @returns how many there are */
export function decideAll(hall: Hall): number {
  const { states } = hall.database(service);
  const open = [...states.values()].flatMap(({ _id, tasks }) => tasks.map(({ caseNumber }) => ({ _id, caseNumber })));
  void (async () => {
    for (const { _id, caseNumber } of open) await decide(hall, _id, caseNumber);
  })().catch(() => {});
  return open.length;
}

async function decide(hall: Hall, id: string, caseNumber: string): Promise<void> {
  const state = hall.database(service).states.get(id);
  const [one] = hall.alive(service);
  if (!state || !one || !state.tasks.some((task) => task.caseNumber === caseNumber)) return;
  hall.world.note(`a person refuses ${caseNumber}`);
  const { version } = state;
  const said = {
    commandId: `refuse-${caseNumber}`,
    caseNumber,
    version,
    outcome: "refuse",
    reason: "Es bleibt dabei.",
  };
  await runCommand(one.runtime, Decide, state, { ...said, outcome: "refuse", actor: "person" }).catch(
    (error: unknown) => hall.world.note(`which is not taken: ${error instanceof Error ? error.message : "?"}`),
  );
}
