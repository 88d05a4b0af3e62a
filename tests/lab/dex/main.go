// Dex as a library, in memory: provider PORT VARIANT, started in the folder that holds its pages.
//
// The module proxy has no release of Dex's own program after 2.13.0.
package main

import (
	"context"
	"encoding/json"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/dexidp/dex/server"
	"github.com/dexidp/dex/storage"
	"github.com/dexidp/dex/storage/memory"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/sirupsen/logrus"
	"golang.org/x/crypto/bcrypt"
)

type lab struct {
	Password string
	Clients  []struct {
		ID          string
		Secret      string
		RedirectURI string `json:"redirect_uri"`
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	address, variant := "127.0.0.1:"+os.Args[1], os.Args[2]
	text, err := os.ReadFile(os.Getenv("LAB_CLIENTS"))
	must(err)
	var lab lab
	must(json.Unmarshal(text, &lab))

	logger := logrus.New()
	store := memory.New(logger)
	for _, client := range lab.Clients {
		must(store.CreateClient(storage.Client{ID: client.ID, Secret: client.Secret, Name: client.ID, RedirectURIs: []string{client.RedirectURI}}))
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(lab.Password), 10)
	must(err)
	for name, id := range map[string]string{"alice": "08a8684b-db88-4b73-90a9-3cd1661f5466", "bob": "41331323-6f44-45e6-b3b9-2c4b60c02be5"} {
		must(store.CreatePassword(storage.Password{Email: name + "@example.com", Hash: hash, Username: name, UserID: id}))
	}
	must(store.CreateConnector(storage.Connector{ID: "local", Type: server.LocalConnector, Name: "Email"}))

	handler, err := server.NewServer(context.Background(), server.Config{
		Issuer:             "http://" + address + "/dex",
		Storage:            store,
		SkipApprovalScreen: variant != "approval",
		Logger:             logger,
		PrometheusRegistry: prometheus.NewRegistry(),
		Web:                server.WebConfig{Dir: "web"},
		RotateKeysAfter:    6 * time.Hour,
		IDTokensValidFor:   24 * time.Hour,
	})
	must(err)
	listener, err := net.Listen("tcp", address)
	must(err)
	must(http.Serve(listener, handler))
}
