/** Headers of a request that tell where it was made. Names as node gives them, lower case. */
export interface RequestOrigin {
  readonly method: string;
  readonly origin?: string;
  readonly host?: string;
  readonly fetchSite?: string;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether the request may change something. A browser sends `Origin` with every unsafe method, and it must be exactly
 * the console's; a script on the machine itself sends none and addresses a loopback name.
 */
export function mayChange(request: RequestOrigin, publicOrigin: string): boolean {
  if (safeMethods.has(request.method)) return true;
  if (request.origin !== undefined) return request.origin === publicOrigin;
  if (request.fetchSite !== undefined && request.fetchSite !== 'same-origin') return false;
  return isLoopbackName(request.host ?? '');
}

function isLoopbackName(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return name === '127.0.0.1' || name === '[::1]' || name === 'localhost' || name.endsWith('.localhost');
}
