/** Reads variables that a forge should have set. What is not as it should be counts as absent, and is remarked. */

export class Reading {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #forge: string;
  readonly #remarks: string[] = [];

  constructor(env: Readonly<Record<string, string | undefined>>, forge: string) {
    this.#env = env;
    this.#forge = forge;
  }

  get remarks(): readonly string[] {
    return this.#remarks;
  }

  /** Its value, or the empty string, which nothing trusts. */
  needed(name: string, shape: RegExp): string {
    const value = this.optional(name, shape);
    if (value === undefined && (this.#env[name] ?? '') === '')
      this.note(`${this.#forge} did not say ${name}`);
    return value ?? '';
  }

  /** Undefined when it is not set, empty, or of another shape; without a shape it must be one line. */
  optional(name: string, shape: RegExp = /^[^\p{Cc}]+$/u): string | undefined {
    const value = this.#env[name] ?? '';
    if (value === '') return undefined;
    if (shape.test(value)) return value;
    this.note(`${name} is not what ${this.#forge} would set, so it is not used`);
    return undefined;
  }

  note(text: string): void {
    if (!this.#remarks.includes(text)) this.#remarks.push(text);
  }
}
