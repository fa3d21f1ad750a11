/** A small terminal: what a person sees after a program has written, and whether the cursor is there. */

const ESC = String.fromCharCode(0x1b);

export class Screen {
  readonly #columns: number;
  readonly #lines: string[] = [''];
  #row = 0;
  #column = 0;
  cursor = true;

  constructor(columns: number) {
    this.#columns = columns;
  }

  write(text: string): void {
    const token = new RegExp(`${ESC}\\[([?0-9;]*)([A-Za-z])|[\\s\\S]`, 'gu');
    for (const [whole, parameters, command] of text.matchAll(token)) {
      if (command !== undefined) this.#control(parameters ?? '', command);
      else if (whole === '\n') this.#down();
      else if (whole === '\r') this.#column = 0;
      else this.#put(whole);
    }
  }

  /** Lines without the empty ones at the end. */
  lines(): string[] {
    const lines = this.#lines.map((line) => line.trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  #control(parameters: string, command: string): void {
    if (command === 'A') this.#row = Math.max(0, this.#row - Number(parameters || 1));
    else if (command === 'K') this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column);
    else if (command === 'J') {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column);
    } else if (parameters === '?25') this.cursor = command === 'h';
    else if (command !== 'm') throw new Error(`this terminal does not know ${parameters}${command}`);
  }

  #put(char: string): void {
    if (this.#column >= this.#columns) this.#down();
    const line = (this.#lines[this.#row] ?? '').padEnd(this.#column);
    this.#lines[this.#row] = line.slice(0, this.#column) + char + line.slice(this.#column + 1);
    this.#column += 1;
  }

  #down(): void {
    this.#row += 1;
    this.#column = 0;
    while (this.#lines.length <= this.#row) this.#lines.push('');
  }
}
