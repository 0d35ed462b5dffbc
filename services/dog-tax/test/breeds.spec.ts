import { expect } from "chai";
import { type BreedClass, breedClass } from "../assessment/breeds.ts";

const said: Record<BreedClass, string[]> = {
  listed: [
    "Rottweiler",
    "ROTTWEILER",
    " rottweiler ",
    "Pitbull Terrier",
    "Pit-Bull-Terrier",
    "American Pit Bull Terrier",
    "American Staffordshire Terrier",
    "Staffordshire Bull Terrier",
    "staffordshire bullterrier",
    "Bullterrier",
    "Bull Terrier",
    "Alano",
    "American Bulldog",
    "Bullmastiff",
    "Bull Mastiff",
    "Mastiff",
    "Mastino Español",
    "Mastino Espan\u0303ol",
    "Mastino Espanol",
    "Mastino Napoletano",
    "Fila Brasileiro",
    "Dogo Argentino",
    "Tosa Inu",
    "Rottweiler-Mix",
    "Rottweilermischling",
    "Mischling (Rottweiler)",
    "Labrador/Rottweiler",
    "Labrador x Rottweiler",
    "Kreuzung aus Boxer und Bullmastiff",
  ],
  unclear: [
    "Pitbull",
    "Pitt Bull",
    "Pitbull-Mix",
    "Amstaff",
    "Staffordshire Terrier",
    "Miniatur-Bullterrier",
    "Tibetan Mastiff",
    "Labrador Rottweiler",
    "Dogo Canario",
    "American Bully",
    "Listenhund",
  ],
  ordinary: [
    "Mischling",
    "Labrador Retriever",
    "Französische Bulldogge",
    "Old English Bulldog",
    "Deutscher Schäferhund",
    "Český fousek",
    "Yorkshire Terrier",
    "Jack Russell Terrier",
    "Bordeauxdogge",
    "Alaskan Malamute",
    "Golden Doodle, Pudel-Mix",
  ],
};

describe("dog tax: breeds", () => {
  for (const [kind, names] of Object.entries(said))
    it(`takes for ${kind}: ${names.join("; ")}`, () => {
      for (const name of names) expect(breedClass(name), name).to.equal(kind);
    });

  it("takes a cross for listed when its second breed is", () => {
    expect(breedClass("Labrador Retriever", "Bullmastiff")).to.equal("listed");
    expect(breedClass("Bullmastiff", "Pitbull")).to.equal("listed");
    expect(breedClass("Labrador Retriever", "Pitbull")).to.equal("unclear");
    expect(breedClass("Labrador Retriever", undefined)).to.equal("ordinary");
  });
});
