import type { AnswerClass } from '../domain/answer-class'

/** What an encoder with a text tower is asked with: every template filled with every name. */
export interface ZeroShot {
  /** In the order of the set's classes. */
  readonly names: readonly string[]
  /** `{c}` is the place of the name. */
  readonly templates: readonly string[]
}

/** The classes of those names; a few also go by others. */
export function classList(
  names: readonly string[],
  others: Readonly<Record<string, Partial<Omit<AnswerClass, 'name'>>>> = {},
): readonly AnswerClass[] {
  return names.map(name => ({ name, aliases: [], codes: [], ...others[name] }))
}

/** Classes with one code each. */
export function codedClassList(
  named: readonly (readonly [code: string, name: string])[],
): readonly AnswerClass[] {
  return named.map(([code, name]) => ({ name, aliases: [], codes: [code] }))
}

/** The class a file means by a name, however it is spelled: case, underscores and spaces do not count. */
export function findClass(classes: readonly AnswerClass[], text: string): AnswerClass | null {
  const wanted = spelling(text)
  return (
    classes.find(({ name, aliases, codes }) =>
      [name, ...aliases, ...codes].some(one => spelling(one) === wanted),
    ) ?? null
  )
}

function spelling(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[_\s]+/g, ' ')
    .trim()
}
