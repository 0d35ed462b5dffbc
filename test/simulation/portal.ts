import { sandbox as serviceportal } from "../../connectors/portals/serviceportal-emscher-lippe/sandbox/index.ts";
import { sandbox as sozialplattform } from "../../connectors/portals/sozialplattform-nrw/sandbox/index.ts";
import type { Answer, Content } from "../../sandbox/portal/answer.ts";
import { codec, portals } from "./contracts.ts";
import type { Hall } from "./hall.ts";
import type { World } from "./world.ts";

const readers = new Map([serviceportal, sozialplattform].map(({ portal, read }) => [portal, read]));

/** One application as its portal knows it. */
export interface Known {
  answers: Answer[];
  /** numbers that came again with other bytes, or out of their order */
  faults: string[];
  /** when it was told a decision, or that a person looks at it, first: ms of the world */
  toldAt?: number;
}

function saidIn(content: Content): string {
  if (content.kind === "progress" || content.kind === "decision") return `${content.kind}, ${content.state}`;
  if (content.kind === "submission") return `${content.submission} ${content.submissionId} ${content.outcome}`;
  if (content.kind === "payment-standing") return `payment ${content.event}`;
  return content.kind;
}

/** What the portals are told, as they keep it: repetitions are dropped by number. */
export class ToldPortals {
  readonly applications = new Map<string, Known>();
  /** answers about records that are refused as such, by portal, each once */
  readonly refused = new Map<string, Set<string>>();
  private readonly bytes = new Map<string, string>();
  private reading: Promise<void> = Promise.resolve();
  readonly faults: string[] = [];

  private readonly world: World;

  constructor(hall: Hall) {
    this.world = hall.world;
    for (const portal of portals)
      hall.kafka.followers.push((topic, { key, value }) => {
        if (topic !== `${portal.name}.status` || !value) return;
        this.reading = this.reading.then(() => this.read(portal.name, key?.toString() ?? "", value));
      });
  }

  private async read(name: string, key: string, value: Buffer): Promise<void> {
    const portal = portals.find((one) => one.name === name);
    const { contract, body } = await codec.decode(portal?.receives ?? [], value);
    const answer = readers.get(name)?.(contract.name, body);
    if (!answer) throw new Error(`${name} cannot read ${contract.name}`);
    if (answer.content.kind === "record-refusal") {
      const refused = this.refused.get(name) ?? new Set();
      const { partition, offset } = answer.content;
      this.refused.set(name, refused.add(`${partition}/${offset}`));
      this.same(`${name} ${partition} ${offset}`, value, () => `the refusal of ${offset} came twice, differently`);
      return;
    }
    const id = `${name}/${answer.applicationId}`;
    this.world.note(`${id} is told number ${answer.number}: ${saidIn(answer.content)}`);
    const known = this.applications.get(id) ?? { answers: [], faults: [] };
    this.applications.set(id, known);
    if (key !== answer.applicationId) known.faults.push(`number ${answer.number} lies under the key ${key}`);
    const place = `${id} ${answer.number}`;
    if (this.same(place, value, () => `number ${answer.number} of ${id} came twice, differently`)) return;
    if (answer.number !== known.answers.length + 1)
      known.faults.push(`number ${answer.number} came after ${known.answers.length}`);
    known.answers.push(answer);
    if (["decision", "progress"].includes(answer.content.kind)) known.toldAt ??= this.world.now;
  }

  /** @returns whether it came before; differently, that is a fault */
  private same(place: string, value: Buffer, fault: () => string): boolean {
    const hash = value.toString("base64");
    const before = this.bytes.get(place);
    if (before !== undefined && before !== hash) this.faults.push(fault());
    this.bytes.set(place, before ?? hash);
    return before !== undefined;
  }

  /** Everything that came is read. */
  async settled(): Promise<void> {
    await this.reading;
  }
}
