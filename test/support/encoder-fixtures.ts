import { writeEncoder } from '#scripts/goldens/encoder-fixtures'
import { temporaryFolder } from './temporary-folder'

/** A copy of an encoder under a changed config.json. @param change nested objects are merged. */
export function changedEncoder(name: string, change: Record<string, unknown> = {}): string {
  const folder = temporaryFolder()
  writeEncoder(name, folder, change)
  return folder
}
