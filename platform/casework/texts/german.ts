const format = new Intl.NumberFormat("de-DE", { maximumFractionDigits: 0 });

/** Gives a text in which numbers such as -14370.05 stand as Germans write them: −14.370,05. Every decimal place is kept. */
export const germanNumber = (text: string): string =>
  text.replace(/(-?)\b(\d+)(?:\.(\d+))?\b/g, (_all, sign: string, whole: string, places: string | undefined) => {
    const grouped = format.format(BigInt(whole));
    return `${sign && "−"}${grouped}${places ? `,${places}` : ""}`;
  });
