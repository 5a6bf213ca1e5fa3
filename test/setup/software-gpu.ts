import { existsSync, globSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where browsers keep SwiftShader, a GPU in software: Debian's package and Playwright's download. */
const places = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
]

/** The environment of a process whose Vulkan is SwiftShader; null where no browser has brought it. */
export function softwareGpu(): NodeJS.ProcessEnv | null {
  const downloads = process.env.PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), '.cache/ms-playwright')
  const icd = [...places, ...globSync(`${downloads}/chromium-*/*/vk_swiftshader_icd.json`)].find(existsSync)
  return icd === undefined ? null : { ...process.env, VK_ICD_FILENAMES: icd, VK_DRIVER_FILES: icd }
}
