package table

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"signpost/shared/referral"
)

// The records are the items of partners, programs, websites and ads as the table has them. Codes in a set are kept as a DynamoDB string
// set, which cannot be empty: absent means none.

type partnerRecord struct {
	PK              string          `dynamodbav:"pk"`
	SK              string          `dynamodbav:"sk"`
	GSIPK           string          `dynamodbav:"gsi1pk"`
	GSISK           string          `dynamodbav:"gsi1sk"`
	Code            referral.Code   `dynamodbav:"code"`
	Name            string          `dynamodbav:"name"`
	Email           string          `dynamodbav:"email,omitempty"`
	Parent          referral.Code   `dynamodbav:"parent,omitempty"`
	Status          referral.Status `dynamodbav:"status"`
	Programs        []referral.Code `dynamodbav:"programs,stringset,omitempty"`
	AttributionDays *int            `dynamodbav:"attributionDays,omitempty"`
	Joined          time.Time       `dynamodbav:"joined"`
	Ended           *time.Time      `dynamodbav:"ended,omitempty"`
	Version         int             `dynamodbav:"version"`
}

func recordOfPartner(p referral.Partner) partnerRecord {
	k, g := PartnerKey(p.Code), ChildrenKey(p.Parent, p.Code)
	r := partnerRecord{PK: k.PK, SK: k.SK, GSIPK: g.PK, GSISK: g.SK, Code: p.Code, Name: p.Name, Email: p.Email, Parent: p.Parent,
		Status: p.Status, Programs: p.Programs, AttributionDays: p.AttributionDays, Joined: p.Joined.UTC(), Version: p.Version}
	if !p.Ended.IsZero() {
		r.Ended = new(p.Ended.UTC())
	}
	return r
}

func (r partnerRecord) partner() referral.Partner {
	p := referral.Partner{Code: r.Code, Name: r.Name, Email: r.Email, Parent: r.Parent, Status: r.Status, Programs: sortedCodes(r.Programs),
		AttributionDays: r.AttributionDays, Joined: r.Joined, Version: r.Version}
	if r.Ended != nil {
		p.Ended = *r.Ended
	}
	return p
}

type programRecord struct {
	PK      string        `dynamodbav:"pk"`
	SK      string        `dynamodbav:"sk"`
	Code    referral.Code `dynamodbav:"code"`
	Name    string        `dynamodbav:"name"`
	Version int           `dynamodbav:"version"`
}

func recordOfProgram(p referral.Program) programRecord {
	k := ProgramKey(p.Code)
	return programRecord{PK: k.PK, SK: k.SK, Code: p.Code, Name: p.Name, Version: p.Version}
}

func (r programRecord) program() referral.Program {
	return referral.Program{Code: r.Code, Name: r.Name, Version: r.Version}
}

type websiteRecord struct {
	PK          string          `dynamodbav:"pk"`
	SK          string          `dynamodbav:"sk"`
	Code        referral.Code   `dynamodbav:"code"`
	Name        string          `dynamodbav:"name"`
	URL         string          `dynamodbav:"url"`
	Programs    []referral.Code `dynamodbav:"programs,stringset,omitempty"`
	Status      referral.Status `dynamodbav:"status"`
	FallbackURL string          `dynamodbav:"fallbackUrl,omitempty"`
	PartnerName string          `dynamodbav:"partnerParam,omitempty"`
	AdName      string          `dynamodbav:"adParam,omitempty"`
	ClickIDName string          `dynamodbav:"clickIdParam,omitempty"`
	Version     int             `dynamodbav:"version"`
}

func recordOfWebsite(w referral.Website) websiteRecord {
	k := WebsiteKey(w.Code)
	return websiteRecord{PK: k.PK, SK: k.SK, Code: w.Code, Name: w.Name, URL: w.URL, Programs: w.Programs, Status: w.Status,
		FallbackURL: w.FallbackURL, PartnerName: w.Params.Partner, AdName: w.Params.Ad, ClickIDName: w.Params.ClickID, Version: w.Version}
}

func (r websiteRecord) website() referral.Website {
	return referral.Website{Code: r.Code, Name: r.Name, URL: r.URL, Programs: sortedCodes(r.Programs), Status: r.Status, FallbackURL: r.FallbackURL,
		Params:  referral.Params{Partner: r.PartnerName, Ad: r.AdName, ClickID: r.ClickIDName}.OrDefault(),
		Version: r.Version}
}

type adRecord struct {
	PK          string          `dynamodbav:"pk"`
	SK          string          `dynamodbav:"sk"`
	GSIPK       string          `dynamodbav:"gsi1pk"`
	GSISK       string          `dynamodbav:"gsi1sk"`
	Code        referral.Code   `dynamodbav:"code"`
	Partner     referral.Code   `dynamodbav:"partner"`
	Name        string          `dynamodbav:"name"`
	Description string          `dynamodbav:"description,omitempty"`
	MediaType   string          `dynamodbav:"mediaType"`
	StartDate   referral.Day    `dynamodbav:"startDate"`
	Status      referral.Status `dynamodbav:"status"`
	Created     time.Time       `dynamodbav:"created"`
	Version     int             `dynamodbav:"version"`
}

func recordOfAd(a referral.Ad) adRecord {
	k, g := AdKey(a.Code), AdsKey(a.Partner, a.Code)
	return adRecord{PK: k.PK, SK: k.SK, GSIPK: g.PK, GSISK: g.SK, Code: a.Code, Partner: a.Partner, Name: a.Name, Description: a.Description,
		MediaType: a.MediaType, StartDate: a.StartDate, Status: a.Status, Created: a.Created.UTC(), Version: a.Version}
}

func (r adRecord) ad() referral.Ad {
	return referral.Ad{Code: r.Code, Partner: r.Partner, Name: r.Name, Description: r.Description, MediaType: r.MediaType,
		StartDate: r.StartDate, Status: r.Status, Created: r.Created, Version: r.Version}
}

// marshal turns a record into an item. Records hold nothing that cannot be marshalled.
func marshal(record any) Item {
	item, err := attributevalue.MarshalMap(record)
	if err != nil {
		panic("table: " + err.Error())
	}
	return item
}
