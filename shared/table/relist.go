package table

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Relist puts the conversions of releases that had no lists of periods into them: the conversion
// itself into that of the day on which it happened, its ledger entries into those of partners. It
// tells progress how many there were so far.
//
// It reads the whole table. It changes nothing but keys of the index, and nothing that is listed
// already, so it may be broken off and done again, while others write.
func (t *Table) Relist(ctx context.Context, progress func(relisted int)) error {
	pages := dynamodb.NewScanPaginator(t.client, &dynamodb.ScanInput{
		TableName:                 &t.name,
		FilterExpression:          new(AttrSK + " = :conversion AND NOT contains(" + attrGSISK + ", :separator)"),
		ExpressionAttributeValues: Item{":conversion": Str(sortConversion), ":separator": Str("#")},
	})
	for relisted := 0; pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("look for conversions: %w", err)
		}
		for _, item := range page.Items {
			if Text(item, attrGSISK) == "" { // nothing but refunds that wait
				continue
			}
			if err := t.relist(ctx, item); err != nil {
				return err
			}
			relisted++
			progress(relisted)
		}
	}
	return nil
}

// relist lists the entries of a conversion and then, so that it is found again after a failure, the
// conversion.
func (t *Table) relist(ctx context.Context, item Item) error {
	b, err := bookingOf(item)
	if err != nil {
		return err
	}
	entries, err := t.collectAll(ctx, t.query(Text(item, AttrPK), PrefixEntry))
	if err != nil {
		return fmt.Errorf("read the ledger of a conversion: %w", err)
	}
	for _, entry := range entries {
		e, err := ReadEntry(entry)
		if err != nil {
			return err
		}
		if listed := entryItem(b, e); Text(entry, attrGSIPK) != Text(listed, attrGSIPK) {
			if err := t.moveInIndex(ctx, listed, "attribute_not_exists("+attrGSIPK+")", nil); err != nil {
				return err
			}
		}
	}
	version := Item{":version": item["version"]}
	return t.moveInIndex(ctx, recordOfBooking(b), "version = :version", version)
}

// moveInIndex gives the item at item's key the keys that item has in the index, unless it has
// changed in the meantime: then others have done so.
func (t *Table) moveInIndex(ctx context.Context, item Item, condition string, values Item) error {
	set := Item{":pk": item[attrGSIPK], ":sk": item[attrGSISK]}
	for name, value := range values {
		set[name] = value
	}
	_, err := t.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &t.name,
		Key:                       map[string]types.AttributeValue{AttrPK: item[AttrPK], AttrSK: item[AttrSK]},
		UpdateExpression:          new("SET " + attrGSIPK + " = :pk, " + attrGSISK + " = :sk"),
		ConditionExpression:       &condition,
		ExpressionAttributeValues: set,
	})
	if ConditionFailed(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("list a conversion: %w", err)
	}
	return nil
}
