// npm oidc-provider with its own pages: server.mjs PORT VARIANT
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';

const [port, variant] = process.argv.slice(2);
const lab = JSON.parse(readFileSync(process.env.LAB_CLIENTS));

// What a variant adds to the configuration, and to each client.
const VARIANTS = {
  default: {},
  idtoken: { options: { conformIdTokenClaims: false } },
  es256: { client: { id_token_signed_response_alg: 'ES256' } },
  ps256: { client: { id_token_signed_response_alg: 'PS256' } },
  pkce: { options: { pkce: { required: () => true } } },
  basic: {
    options: { clientAuthMethods: ['client_secret_basic'] },
    client: { token_endpoint_auth_method: 'client_secret_basic' },
  },
  post: { client: { token_endpoint_auth_method: 'client_secret_post' } },
  'userinfo-jwt': { client: { userinfo_signed_response_alg: 'RS256' } },
};
const { options = {}, client = {} } = VARIANTS[variant];

const jwk = (kid, alg, type, size) => ({
  ...generateKeyPairSync(type, size).privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig',
});
const keys = [jwk('rsa', 'RS256', 'rsa', { modulusLength: 2048 })];
if (variant === 'es256') keys.unshift(jwk('ec', 'ES256', 'ec', { namedCurve: 'P-256' }));
if (variant === 'ps256') keys.unshift(jwk('pss', 'PS256', 'rsa', { modulusLength: 2048 }));

const groups = { alice: ['admins', 'staff'], bob: ['staff'] };
const account = (id) => ({
  accountId: id,
  claims: () => ({
    sub: id,
    name: `${id[0].toUpperCase()}${id.slice(1)} L`,
    preferred_username: id,
    email: `${id}@example.test`,
    email_verified: true,
    groups: groups[id] ?? [],
  }),
});

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: lab.clients.map(({ id, secret, redirect_uri, method }) => ({
    client_id: id,
    client_secret: secret,
    redirect_uris: [redirect_uri],
    post_logout_redirect_uris: [lab.post_logout_redirect_uri],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: method,
    ...client,
  })),
  jwks: { keys },
  cookies: { keys: [randomBytes(16).toString('hex')] },
  claims: { profile: ['name', 'preferred_username'], email: ['email', 'email_verified'], groups: ['groups'] },
  features: { backchannelLogout: { enabled: true }, jwtUserinfo: { enabled: true } },
  // Its pages take any password; only the two accounts exist.
  findAccount: (_, id) => (id in groups ? account(id) : undefined),
  ...options,
});
provider.on('server_error', (_, error) => console.error(error));
provider.listen(Number(port), '127.0.0.1');
