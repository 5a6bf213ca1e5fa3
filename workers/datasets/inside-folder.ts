import { isAbsolute, join, normalize, sep } from 'node:path'

/**
 * The path of a name that stands in foreign data, below `folder`; null where it leads out of it (absolute, `..`, a
 * drive, a zero byte).
 */
export function insideFolder(folder: string, name: string): string | null {
  if (name.includes('\0') || name.includes('\\') || isAbsolute(name) || /^[A-Za-z]:/.test(name)) return null
  const clean = normalize(name)
  return clean === '..' || clean.startsWith(`..${sep}`) || clean === '.' ? null : join(folder, clean)
}
