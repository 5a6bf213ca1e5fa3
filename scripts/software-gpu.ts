import { existsSync } from 'node:fs'
import { softwareGpu } from '#test/setup/software-gpu'
import { provideBrowser } from './browser'
import { run } from './processes'

const vulkanLoaders = [
  '/usr/lib/x86_64-linux-gnu/libvulkan.so.1',
  '/usr/lib/aarch64-linux-gnu/libvulkan.so.1',
  '/usr/lib64/libvulkan.so.1',
]

/**
 * A GPU in software for the tests of WebGPU: SwiftShader, which a browser brings, and the Vulkan loader. Where they
 * cannot be had the tests that need them skip themselves, with the reason.
 */
export async function provideSoftwareGpu(): Promise<void> {
  try {
    await provideBrowser()
    if (!softwareGpu() || vulkanLoaders.some(existsSync)) return
    await run('apt-get', ['update', '-qq'])
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'libvulkan1'])
  } catch (error) {
    console.error(error)
  }
}
