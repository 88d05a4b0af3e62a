// The example provider of zitadel/oidc, with the lab's clients and accounts: provider PORT VARIANT
package main

import (
	"context"
	"encoding/json"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
)

var lab struct {
	Password   string
	PostLogout string `json:"post_logout_redirect_uri"`
	Clients    []struct {
		ID          string
		Secret      string
		RedirectURI string `json:"redirect_uri"`
	}
}

// store hands out the example's clients with what the variant changes.
type store struct {
	*storage.Storage
	variant string
}

type client struct {
	op.Client
	variant string
}

func (c client) PostLogoutRedirectURIs() []string {
	if c.variant == "nologout" {
		return c.Client.PostLogoutRedirectURIs()
	}
	return []string{lab.PostLogout}
}

func (c client) IDTokenUserinfoClaimsAssertion() bool { return c.variant == "idtoken" }

func (s store) GetClientByClientID(ctx context.Context, id string) (op.Client, error) {
	found, err := s.Storage.GetClientByClientID(ctx, id)
	if err != nil {
		return nil, err
	}
	return client{found, s.variant}, nil
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func user(id, first string) storage.User {
	return storage.User{ID: id, Username: id, Password: lab.Password, FirstName: first, LastName: "Example", Email: id + "@example.com", EmailVerified: true}
}

func main() {
	address, variant := "127.0.0.1:"+os.Args[1], os.Args[2]
	text, err := os.ReadFile(os.Getenv("LAB_CLIENTS"))
	must(err)
	must(json.Unmarshal(text, &lab))

	// The example takes accounts of its own from a file alone.
	users, err := json.Marshal(map[string]storage.User{"alice": user("alice", "Alice"), "bob": user("bob", "Bob")})
	must(err)
	file := filepath.Join(os.Getenv("LAB_STATE"), "users.json")
	must(os.WriteFile(file, users, 0o600))
	accounts, err := storage.StoreFromFile(file)
	must(err)

	for _, c := range lab.Clients {
		storage.RegisterClients(storage.WebClient(c.ID, c.Secret, c.RedirectURI))
	}
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	handler := exampleop.SetupServer("http://"+address, store{storage.NewStorage(accounts), variant}, logger, false)
	listener, err := net.Listen("tcp", address)
	must(err)
	must(http.Serve(listener, handler))
}
