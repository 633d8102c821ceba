// A certified OpenID Connect provider (panva's oidc-provider) for the tests: one client, everybody signs in by asking for a name in
// login_hint, keys that change on POST /rotate, and tokens for programs on POST /token-for. It answers on 127.0.0.1 alone.
import { createServer } from 'node:http';
import { generateKeyPair, exportJWK, SignJWT } from 'jose';
import Provider from 'oidc-provider';

const [port, back] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const keys = [];
let provider;

async function renew() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: `key-${keys.length}`, alg: 'RS256', use: 'sig' };
  keys.unshift({ key, privateKey });
  provider = new Provider(issuer, {
    clients: [{ client_id: 'court', client_secret: 'for-the-tests-alone', redirect_uris: [back] }],
    jwks: { keys: [key] },
    cookies: { keys: ['for-the-tests-alone'] },
    claims: { profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  });
}

// What a person would do on the provider's own pages: say who they are, and agree.
async function interact(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    return provider.interactionFinished(request, response, { login: { accountId: who } });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

let who = 'officer';

async function tokenFor(claims) {
  const { key, privateKey } = keys[claims.key ?? 0];
  const now = Math.floor(Date.now() / 1000);
  const token = new SignJWT({ iss: issuer, aud: 'court', sub: 'x', iat: now, exp: now + 300, ...claims.claims });
  return token.setProtectedHeader({ alg: 'RS256', kid: claims.kid ?? key.kid, typ: 'at+jwt' }).sign(privateKey);
}

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString() || '{}');
}

await renew();
createServer(async (request, response) => {
  try {
    if (request.method === 'POST' && request.url === '/rotate') {
      await renew();
      return response.end('{}');
    }
    if (request.method === 'POST' && request.url === '/who') {
      who = (await body(request)).person;
      return response.end('{}');
    }
    if (request.method === 'POST' && request.url === '/token-for') {
      return response.end(JSON.stringify({ token: await tokenFor(await body(request)) }));
    }
    if (request.url.startsWith('/interaction/')) return await interact(request, response);
    return provider.callback()(request, response);
  } catch (fault) {
    response.statusCode = 500;
    response.end(String(fault.stack ?? fault));
  }
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
