import { Parser } from 'htmlparser2';

/** Elements that show no text of their own, or none that belongs to the message. */
const UNSEEN = new Set(['head', 'script', 'style', 'title', 'template', 'svg', 'object', 'iframe', 'select']);
/** Elements that begin and end on a line of their own, and those that keep an empty line around them besides. */
const LINES = new Set(['address', 'article', 'center', 'dd', 'div', 'dt', 'footer', 'header', 'li', 'section', 'tr']);
const BLOCKS = new Set(['blockquote', 'dl', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ol', 'p', 'pre', 'table', 'ul']);

const HIDDEN =
  /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|(?:opacity|max-height)\s*:\s*0(?:\.0+|px)?\s*(?:!|;|$))/i;

const isHidden = (name: string, attributes: Record<string, string>): boolean =>
  UNSEEN.has(name) || attributes['hidden'] !== undefined || HIDDEN.test(attributes['style'] ?? '');

/** Longer addresses are tracking: their host says enough. */
const LONGEST_LINK = 300;

interface Open {
  hidden: boolean;
  /** Where the text of a link begins, and where it leads. */
  link?: { from: number; href: string };
}

/**
 * What a person would read of an HTML message: paragraphs, lists, quotations marked `>`, links with their target in brackets.
 *
 * Text the sender hid from people (preview lines, white-on-nothing instructions) is left out: nobody should act on what nobody sees.
 * Layout and colours are lost; so are style sheets, and with them whatever only those would hide.
 */
export function htmlToText(html: string): string {
  const out = new Lines();
  const open: Open[] = [];
  const isUnseen = () => open.at(-1)?.hidden === true;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const hidden = isUnseen() || isHidden(name, attributes);
      if (!hidden) begin(out, name, attributes);
      const href = linkOf(name, attributes);
      open.push({ hidden, ...(href !== undefined && !hidden && { link: { from: out.mark(), href } }) });
    },
    ontext: (text) => {
      if (!isUnseen()) out.add(text);
    },
    onclosetag: (name) => {
      const closed = open.pop();
      if (closed?.hidden !== false) return;
      if (closed.link !== undefined) out.addTarget(closed.link.from, closed.link.href);
      end(out, name);
    },
  });
  parser.end(html);
  return out.text();
}

function begin(out: Lines, name: string, attributes: Record<string, string>): void {
  if (BLOCKS.has(name)) out.separate(2);
  else if (LINES.has(name)) out.separate(1);
  if (name === 'blockquote') out.quote(1);
  else if (name === 'pre') out.preformatted(1);
  else if (name === 'li') out.add('- ');
  else if (name === 'br') out.break();
  else if (name === 'hr') out.rule();
  else if (name === 'img' && attributes['alt']?.trim()) out.add(`[${attributes['alt'].trim()}]`);
}

function end(out: Lines, name: string): void {
  if (name === 'blockquote') out.quote(-1);
  else if (name === 'pre') out.preformatted(-1);
  else if (name === 'td' || name === 'th') out.add(' ');
  if (BLOCKS.has(name)) out.separate(2);
  else if (LINES.has(name)) out.separate(1);
}

function linkOf(name: string, attributes: Record<string, string>): string | undefined {
  const href = attributes['href']?.trim() ?? '';
  return name === 'a' && /^(https?|mailto):/i.test(href) ? href : undefined;
}

/** Text as it grows: white space folded, breaks held back until something follows them. */
class Lines {
  #out = '';
  #breaks = 0;
  #space = false;
  #quotes = 0;
  /** How deep the last text was quoted. */
  #written = 0;
  #pre = 0;

  mark(): number {
    return this.#out.length;
  }

  add(text: string): void {
    if (this.#pre > 0) {
      text.split(/\r?\n/).forEach((line, index) => {
        if (index > 0) this.break();
        if (line !== '') this.#write(line.replaceAll('\u00a0', ' '));
      });
      return;
    }
    // A text comes in pieces, cut at entities, so spaces at its ends count.
    const [, before, words, after] = /^( ?)(.*?)( ?)$/s.exec(text.replace(/[ \t\r\n\f\u00a0]+/g, ' ')) ?? [];
    if (before) this.#space = true;
    if (words) this.#write(words);
    if (after) this.#space = true;
  }

  break(): void {
    this.#breaks += 1;
    this.#space = false;
  }

  /** At least `breaks` line breaks before whatever follows. */
  separate(breaks: number): void {
    this.#breaks = Math.max(this.#breaks, breaks);
    this.#space = false;
  }

  quote(step: 1 | -1): void {
    this.#quotes += step;
  }

  preformatted(step: 1 | -1): void {
    this.#pre += step;
  }

  rule(): void {
    this.separate(1);
    this.#write('---');
    this.separate(1);
  }

  addTarget(from: number, href: string): void {
    const shown = this.#out.slice(from).trim();
    const bare = href.replace(/^mailto:/i, '').replace(/\/$/, '');
    if (shown === href || shown.replace(/\/$/, '') === bare || bare.replace(/^https?:\/\//i, '') === shown) return;
    const target = bare.length <= LONGEST_LINK ? bare : `${URL.parse(href)?.origin ?? ''}/…`;
    this.#space = shown !== '';
    this.#write(`(${target})`);
  }

  #write(text: string): void {
    const prefix = '> '.repeat(this.#quotes);
    if (this.#out === '') this.#out = prefix;
    else if (this.#breaks > 0) {
      const between = '> '.repeat(Math.min(this.#quotes, this.#written)).trimEnd();
      this.#out += `\n${between}`.repeat(Math.min(this.#breaks, 3) - 1) + `\n${prefix}`;
    } else if (this.#space && !/(^|\s)$/.test(this.#out.slice(-1))) this.#out += ' ';
    this.#breaks = 0;
    this.#space = false;
    this.#written = this.#quotes;
    this.#out += text;
  }

  text(): string {
    return this.#out.replace(/[ \t]+$/gm, '').trim();
  }
}
