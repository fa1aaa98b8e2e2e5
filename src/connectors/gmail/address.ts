import { addressParser } from 'postal-mime';

/** The mailboxes in a header such as `To`, groups opened, in the form `readMailbox` reads. */
export const mailboxesIn = (header: string): string[] =>
  addressParser(header, { flatten: true }).flatMap(({ name, address }) => {
    if (address === undefined || address === '') return name === '' ? [] : [name];
    const shown = name.replace(/[<>\s]+/g, ' ').trim();
    return [shown === '' || shown === address ? address : `${shown} <${address}>`];
  });
