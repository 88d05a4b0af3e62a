// oauth2-mock-server: server.mjs PORT VARIANT
import { Events, OAuth2Server } from 'oauth2-mock-server';

const [port, variant] = process.argv.slice(2);
const account = { name: 'John Doe', preferred_username: 'johndoe', email: 'johndoe@example.com', email_verified: true };

const server = new OAuth2Server();
await server.issuer.keys.generate('RS256');
if (variant !== 'default') {
  server.service.on(Events.BeforeUserinfo, (answer) => Object.assign(answer.body, account));
}
if (variant === 'idtoken') {
  server.service.on(Events.BeforeTokenSigning, (token) => Object.assign(token.payload, account));
}
await server.start(Number(port), '127.0.0.1');
