import { expect } from "chai";
import { isAlone, isTooMuch, noteOf } from "../../../connectors/portals/common/reading/begun.ts";
import type { BegunNote as Note } from "../../../platform/messaging/index.ts";

/** Processes that begin one after the other at the same offset and die, each of something in what it has begun. */
function dying(first: number, last: number, times: number, before?: Note): Note[] {
  const notes: Note[] = [];
  for (let i = 0; i < times; i += 1) notes.push(noteOf(notes.at(-1) ?? before, first, last));
  return notes;
}

describe("connectors: records that were begun and not ended", () => {
  it("are begun together twice, then one by one, and one that is begun so three times is given up", () => {
    const notes = dying(10, 99, 6);
    expect(notes.map((note) => isAlone(note))).to.deep.equal([false, false, true, true, true, true]);
    expect(notes.map((note) => isTooMuch(note))).to.deep.equal([false, false, false, false, false, true]);
    for (const { last } of notes.slice(2)) expect(last).to.equal(10);
  });

  it("are handled one by one to the end of what was begun together, and each of them counts for itself", () => {
    let note = dying(10, 14, 3).at(-1);
    for (let first = 11; first <= 14; first += 1) {
      note = noteOf(note, first, 99);
      expect(note).to.deep.equal({ first, last: first, times: 1, aloneUntil: 14 });
    }
    expect(noteOf(note, 15, 99)).to.deep.equal({ first: 15, last: 99, times: 1, aloneUntil: -1 });
  });

  it("count as begun again where only a part of them was ended", () => {
    const [once] = dying(0, 999, 1);
    const twice = noteOf(once, 250, 1_249);
    expect(isAlone(twice)).to.equal(false);
    const third = noteOf(twice, 500, 1_499);
    expect(third).to.deep.equal({ first: 500, last: 500, times: 1, aloneUntil: 1_249 });
  });

  it("do not count when they were ended, when a topic begins anew, and while a process only waited", () => {
    const [ended] = dying(0, 9, 1);
    expect(noteOf(ended, 10, 19)).to.deep.equal({ first: 10, last: 19, times: 1, aloneUntil: -1 });
    const [recreated] = dying(500, 599, 1);
    expect(noteOf(recreated, 0, 9).times).to.equal(1);
    const paused = dying(0, 9, 2).at(-1) as Note;
    expect(noteOf({ ...paused, times: paused.times - 1 }, 0, 9).times).to.equal(2);
  });
});
